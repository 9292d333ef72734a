##! The run as a whole: names, filters, tables, hashes, databases.

module GLOBAL;

## Name of this node in logs.
const peer_description = "zeek" &redef;

## Kept for old scripts: the interfaces to read from, separated by blanks.
global interfaces = "" &redef;

## The expression given by option -f.
const cmd_line_bpf_filter = "" &redef;

## The file of option -w.
const trace_output_file = "";

## Arguments after the scripts on the command line.
const zeek_script_args: vector of string = vector();

## Go on running after the end of the input until terminate() is called.
const exit_only_after_terminate = F &redef;

## Set by tests that compare output.
const running_under_test = F &redef;

## T once no more packets will come.
global done_with_network = F;

event net_done(t: time)
	{
	done_with_network = T;
	}

## Let the clock of a live run go on while no packets come.
const allow_network_time_forward = T &redef;

## Warn if a capture seems to hold control packets only.
const detect_filtered_trace = F &redef;

## BPF expressions by name; packets that match any of them are analysed.
global capture_filters: table[string] of string = {} &redef;

## BPF expressions by name; packets have to match all of them.
global restrict_filters: table[string] of string = {} &redef;

## Kept for old scripts: events raised for packets that a filter of their own selects.
global secondary_filters: table[string] of event(filter: string, pkt: pkt_hdr) = {} &redef;

## Most bytes of payload that the functions below get.
global discarder_maxlen: count = 128 &redef;

## If a script writes it, says for each packet whether it is dropped before anything is made of it.
global discarder_check_ip: function(p: pkt_hdr): bool;

## The same for TCP packets, with the beginning of their payload.
global discarder_check_tcp: function(p: pkt_hdr, d: string): bool;

## The same for UDP packets, with the beginning of their payload.
global discarder_check_udp: function(p: pkt_hdr, d: string): bool;

## The same for ICMP packets.
global discarder_check_icmp: function(p: pkt_hdr): bool;

## How often tables are searched for entries to expire.
const table_expire_interval: interval = 10 sec &redef;

## Entries visited at a time by that search.
const table_incremental_step: count = 5000 &redef;

## Pause between two such steps.
const table_expire_delay: interval = 10 msec &redef;

## Random bits in uids.
const bits_per_uid: count = 96 &redef;

## Ids of files depend on it: whoever reads the same traffic with the same salt gets the same ones.
const digest_salt = "Please change this value." &redef;

## Goes into the hashes of Bloom filters and cardinality counters: those of processes with the same text can be merged, and
## whoever does not know it cannot choose elements that collide.
const global_hash_seed = "" &redef;

## Longest string that find_all searches.
const max_find_all_string_length: int = 10000 &redef;

## Time of day, HH:MM, to which rotation intervals are aligned; empty: start of the process.
const log_rotate_base_time = "0:00" &redef;

## Kept for old scripts.
const watchdog_interval: interval = 10 sec &redef;

## Kept for old scripts.
const packet_filter_default = F &redef;

## Kept for old scripts.
const io_poll_interval_default: count = 100 &redef;

## Kept for old scripts.
const io_poll_interval_live: count = 10 &redef;

## A live source is idle after this time without a packet.
const packet_source_inactivity_timeout: interval = 100 msec &redef;

## Directory of MaxMind databases; empty: those of mmdb_dir_fallbacks.
const mmdb_dir = "" &redef;

## File name of the city database.
const mmdb_city_db = "GeoLite2-City.mmdb" &redef;

## File name of the country database.
const mmdb_country_db = "GeoLite2-Country.mmdb" &redef;

## File name of the database of autonomous systems.
const mmdb_asn_db = "GeoLite2-ASN.mmdb" &redef;

## Directories searched for databases, in this order.
const mmdb_dir_fallbacks: vector of string = vector("/usr/share/GeoIP", "/var/lib/GeoIP", "/usr/local/share/GeoIP", "/usr/local/var/GeoIP") &redef;

## How often a changed database is looked for.
const mmdb_stale_check_interval: interval = 5 min &redef;

module Pcap;

export {
	## Bytes of a packet that are captured.
	const snaplen: count = 9216 &redef;

	## Capture buffer of an interface, in megabytes.
	const bufsize: count = 128 &redef;

	## Read buffer for capture files.
	const bufsize_offline_bytes: count = 131072 &redef;

	## Pause between polls of a source that cannot be waited for.
	const non_fd_timeout: interval = 20 usec &redef;

	## A network interface.
	type Interface: record {
		name: string;
		description: string &optional;
		addrs: set[addr];
		is_loopback: bool;
		is_up: bool &optional;
		is_running: bool &optional;
	};

	type Interfaces: set[Pcap::Interface];

	## What became of a filter.
	type filter_state: enum {
		ok,
		fatal,
		warning,
	};
}

module GLOBAL;

## Names of precompiled packet filters. Scripts that install filters add their own.
type PcapFilterID: enum { None };

module Reporter;

export {
	## How bad it is.
	type Level: enum {
		## Nothing to worry about.
		INFO,
		## Something may be wrong.
		WARNING,
		## Something is wrong.
		ERROR,
	};

	## Write informational messages to stderr as well, once running.
	const info_to_stderr = T &redef;

	## Write warnings to stderr as well, once running.
	const warnings_to_stderr = T &redef;

	## Write errors to stderr as well, once running.
	const errors_to_stderr = T &redef;
}

module Threading;

export {
	## How often readers and writers are looked after.
	const heartbeat_interval: interval = 1 sec &redef;
}

module UnknownProtocol;

export {
	## Packets of a kind that are reported before sampling starts.
	const sampling_threshold: count = 3 &redef;

	## Then one of so many is reported.
	const sampling_rate: count = 100000 &redef;

	## Idle time after which counting starts anew.
	const sampling_duration: interval = 1 hr &redef;

	## Bytes of the unknown layer that the event shows.
	const first_bytes_count: count = 10 &redef;
}

module ConnKey;

export {
	## Ways of telling connections apart.
	type Tag: enum {
		CONNKEY_FIVETUPLE,
		CONNKEY_VLAN_FIVETUPLE,
	};

	## How connections are told apart: by addresses and ports, or by VLAN tags too.
	const factory = ConnKey::CONNKEY_FIVETUPLE &redef;
}

module ConnThreshold;

export {
	## Packet counts, of both ends together, at which conn_generic_packet_threshold_crossed is raised.
	const generic_packet_thresholds: set[count] = {} &redef;
}

module Weird;

export {
	## Weirds that are never sampled.
	option sampling_whitelist: set[string] = {};

	## Weirds that are counted over all connections instead of for each.
	option sampling_global_list: set[string] = {};

	## Weirds of a kind that are raised before sampling starts.
	option sampling_threshold: count = 25;

	## Then one of so many is raised; 0: none.
	option sampling_rate: count = 1000;

	## Idle time after which counting starts anew.
	option sampling_duration: interval = 10 min;
}

module AF_Packet;

export {
	type FanoutMode: enum {
		FANOUT_HASH,
		FANOUT_CPU,
		FANOUT_QM,
		FANOUT_CBPF,
		FANOUT_EBPF,
	};

	type ChecksumMode: enum {
		CHECKSUM_OFF,
		CHECKSUM_KERNEL,
		CHECKSUM_ON,
	};

	## Bytes of the ring of one worker.
	const buffer_size: count = 134217728 &redef;

	## Bytes of one block of the ring, a multiple of the page size.
	const block_size: count = 32768 &redef;

	## A block that is not full is handed over after this time.
	const block_timeout: interval = 10 msec &redef;

	## Use the network card's timestamps.
	const enable_hw_timestamping = F &redef;

	## Share an interface between workers.
	const enable_fanout = T &redef;

	## Let the kernel put fragments together before it spreads them.
	const enable_defrag = F &redef;

	## How packets are spread.
	const fanout_mode = AF_Packet::FANOUT_HASH &redef;

	## Group number; workers of one interface use the same.
	const fanout_id: count = 23 &redef;

	## Link type of the interface, as a number of pcap.
	const link_type: count = 1 &redef;

	## Who checks checksums.
	const checksum_validation_mode = AF_Packet::CHECKSUM_ON &redef;
}
