##! Packets and where they come from.

module GLOBAL;

## Where packets come from.
global packet_source: function(): PacketSource;

## Whether packets come from an interface.
global reading_live_traffic: function(): bool;

## Whether packets come from a file.
global reading_traces: function(): bool;

## The packet at hand.
global get_current_packet: function(): pcap_packet;

## The headers of the packet at hand.
global get_current_packet_header: function(): raw_pkt_hdr;

## The time of the packet at hand.
global get_current_packet_ts: function(): time;

## Appends the packet at hand to a capture file.
global dump_current_packet: function(file_name: string): bool;

## Appends a packet to a capture file.
global dump_packet: function(pkt: pcap_packet, file_name: string): bool;

## Holds packets back.
global suspend_processing: function(): any;

## Lets packets flow again.
global continue_processing: function(): any;

## Whether packets are held back.
global is_processing_suspended: function(): bool;

## Drops packets from an address: all, or those with given TCP flags, with a probability.
global install_src_addr_filter: function(ip: addr, tcp_flags: count, prob: double): bool;

## Drops packets from a network.
global install_src_net_filter: function(snet: subnet, tcp_flags: count, prob: double): bool;

## Drops packets to an address.
global install_dst_addr_filter: function(ip: addr, tcp_flags: count, prob: double): bool;

## Drops packets to a network.
global install_dst_net_filter: function(snet: subnet, tcp_flags: count, prob: double): bool;

## Undoes install_src_addr_filter.
global uninstall_src_addr_filter: function(ip: addr): bool;

## Undoes install_src_net_filter.
global uninstall_src_net_filter: function(snet: subnet): bool;

## Undoes install_dst_addr_filter.
global uninstall_dst_addr_filter: function(ip: addr): bool;

## Undoes install_dst_net_filter.
global uninstall_dst_net_filter: function(snet: subnet): bool;
