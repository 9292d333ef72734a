##! Capture filters.

module Pcap;

export {
	global error: function(): string;

	global findalldevs: function(): Pcap::Interfaces;

	global get_filter_state: function(id: PcapFilterID): Pcap::filter_state;

	global get_filter_state_string: function(id: PcapFilterID): string;

	global install_pcap_filter: function(id: PcapFilterID): bool;

	global precompile_pcap_filter: function(id: PcapFilterID, s: string): bool;
}
