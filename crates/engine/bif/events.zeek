##! Events of the run itself: start and end, messages, oddities, detection of protocols, name look-
##! ups.

module GLOBAL;

## Once, before the first packet. Set up tables, streams and timers here.
global zeek_init: event();

## Once, when the engine ends; the last event that handlers see.
global zeek_done: event();

## The clock has been set by the first packet or, without one, by the system.
global network_time_init: event();

## Kept for old scripts: the last packet has been seen.
global net_done: event(t: time);

## A script has been loaded; level counts the @load directives above it. Raised before zeek_init.
global zeek_script_loaded: event(path: string, level: count);

## Raised when all events so far have been handled.
global event_queue_flush_point: event();

## Every event, by name and arguments, before it is handled. Costly.
global new_event: event(name: string, params: call_argument_vector);

## Something was given up because a budget was spent (see base/engine/budgets): how much since the
## last telling, how much is held now, and how much may be.
global budget_spent: event(resource: string, shed: count, held: count, limit: count);

## An informational message.
global reporter_info: event(t: time, msg: string, location: string);

## A warning.
global reporter_warning: event(t: time, msg: string, location: string);

## An error. Errors raised by a handler of this event are not reported again.
global reporter_error: event(t: time, msg: string, location: string);

## Something odd in a connection. addl tells more, source names the analyzer.
global conn_weird: event(name: string, c: connection, addl: string, source: string);
global conn_weird: event(name: string, c: connection, addl: string);

## Something odd between two hosts, with no connection at hand.
global flow_weird: event(name: string, src: addr, dst: addr, addl: string, source: string);
global flow_weird: event(name: string, src: addr, dst: addr, addl: string);

## Something odd that belongs to no connection.
global net_weird: event(name: string, addl: string, source: string);
global net_weird: event(name: string, addl: string);

## Something odd in a file.
global file_weird: event(name: string, f: fa_file, addl: string, source: string);
global file_weird: event(name: string, f: fa_file, addl: string);

## Something odd in a connection that scripts no longer know.
global expired_conn_weird: event(name: string, id: conn_id, uid: string, addl: string, source: string);
global expired_conn_weird: event(name: string, id: conn_id, uid: string, addl: string);

## A signature with the action "event" matched. data is what made it match.
global signature_match: event(state: signature_state, msg: string, data: string, end_of_match: count);
global signature_match: event(state: signature_state, msg: string, data: string);

## An analyzer is sure of its protocol.
global analyzer_confirmation_info: event(atype: AllAnalyzers::Tag, info: AnalyzerConfirmationInfo);

## An analyzer doubts that this is its protocol.
global analyzer_violation_info: event(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo);

## A signature would have attached this analyzer had its data not been over already.
global protocol_late_match: event(c: connection, atype: Analyzer::Tag);

## An analyzer foreseen by Analyzer::schedule_analyzer was attached.
global scheduled_analyzer_applied: event(c: connection, a: Analyzer::Tag);

## Kept for old scripts: time for a profile; expensive ones come every expensive_profiling_multiple
## times.
global profiling_update: event(f: file of string, expensive: bool);

## An address was replaced by another.
global anonymization_mapping: event(orig: addr, mapped: addr);

## A look-up gave what was known already.
global dns_mapping_valid: event(dm: dns_mapping);

## A look-up failed, what was known is kept.
global dns_mapping_unverified: event(dm: dns_mapping);

## A look-up found a name for an address that had none.
global dns_mapping_new_name: event(dm: dns_mapping);

## A look-up found no name any more.
global dns_mapping_lost_name: event(dm: dns_mapping);

## A look-up found another name.
global dns_mapping_name_changed: event(prev: dns_mapping, latest: dns_mapping);

## A look-up found other addresses.
global dns_mapping_altered: event(dm: dns_mapping, old_addrs: addr_set, new_addrs: addr_set);

## A file of script land has been opened.
global file_opened: event(f: file of string);

module Pcap;

export {
	## The end of a capture file was reached.
	global file_done: event(path: string);
}
