##! Connections: look-up, timers, recording, thresholds.

module GLOBAL;

## Whether a connection is known.
global connection_exists: function(c: conn_id): bool;

## A connection by its addresses and ports. It has to exist.
global lookup_connection: function(cid: conn_id): connection;

## The protocol of a connection.
global get_conn_transport_proto: function(cid: conn_id): transport_proto;

## Takes all analyzers off a connection: no more events but the last one.
global skip_further_processing: function(cid: conn_id): bool;

## Whether packets of a connection are written to the file of option -w.
global set_record_packets: function(cid: conn_id, do_record: bool): bool;

## Writes the contents of a connection to a file.
global set_contents_file: function(cid: conn_id, direction: count, f: file of string): bool;

## The file that the contents of a connection are written to.
global get_contents_file: function(cid: conn_id, direction: count): file of string;

## Sets the idle time of a connection and gives the former one.
global set_inactivity_timeout: function(cid: conn_id, t: interval): interval;

## The highest sequence number of the originator.
global get_orig_seq: function(cid: conn_id): count;

## The highest sequence number of the responder.
global get_resp_seq: function(cid: conn_id): count;

global set_current_conn_bytes_threshold: function(cid: conn_id, threshold: count, is_orig: bool): bool;

global set_current_conn_packets_threshold: function(cid: conn_id, threshold: count, is_orig: bool): bool;

global set_current_conn_duration_threshold: function(cid: conn_id, threshold: interval): bool;

global get_current_conn_bytes_threshold: function(cid: conn_id, is_orig: bool): count;

global get_current_conn_packets_threshold: function(cid: conn_id, is_orig: bool): count;

global get_current_conn_duration_threshold: function(cid: conn_id): interval;

## What a login session is at. Telnet and rlogin are not taken apart, so it is F, as Zeek has it for connections without one.
global get_login_state: function(cid: conn_id): count;

## Sets what a login session is at; F if the connection is none, as it is with all of them here.
global set_login_state: function(cid: conn_id, new_state: count): bool;

module Conn;

## How a connection went, in the words of `conn_state` in conn.log; trans: its protocol.
global conn_state: function(c: connection, trans: transport_proto): string;

## Puts what a connection came to into a record, as far as it has fields of these names: `duration`, `orig_bytes` and
## `resp_bytes` unless the connection was over in a moment, `conn_state`, `history` unless empty,
## `orig_pkts`, `orig_ip_bytes`, `resp_pkts` and `resp_ip_bytes` where they are counted (`use_conn_size_analyzer`), and
## `service` if any was recognised: all that are known, in lower case with commas, those that were given up with a "-".
global note_totals: function(c: connection, trans: transport_proto, info: any);

export {
	## Asks for a hook to run when the connection ends (`removal_hooks`); F if the connection has it already.
	global register_removal_hook: function(c: connection, hk: hook(c: connection)): bool;
}

## Runs the hooks that were asked for, and forgets them.
global run_removal_hooks: function(c: connection);
