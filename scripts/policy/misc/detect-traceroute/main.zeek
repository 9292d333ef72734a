##! Traceroutes: a host sends packets with few hops left, and routers tell it that there are none.

@load base/frameworks/notice
@load base/frameworks/signatures
@load base/frameworks/sumstats
@load-sigs ./detect-low-ttls.sig

redef Signatures::ignored_ids += /traceroute-detector.*/;

module Traceroute;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of traceroute.log.
	global log_policy: Log::PolicyHook;

	redef enum Notice::Type += {
		## A host traces routes.
		Detected,
	};

	## Ask for packets with few hops left. Without, routers' answers alone count.
	const require_low_ttl_packets = T &redef;

	## So many answers of routers make a traceroute.
	const icmp_time_exceeded_threshold: double = 3 &redef;

	## Within this time.
	const icmp_time_exceeded_interval = 3 min &redef;

	## A line of traceroute.log.
	type Info: record {
		## When it was found.
		ts: time &log;
		## Who traces.
		src: addr &log;
		## The route to whom.
		dst: addr &log;
		## By which protocol.
		proto: string &log;
	};

	## Raised with each line of traceroute.log.
	global log_traceroute: event(rec: Traceroute::Info);
}

# Keys are source, destination and protocol.
function key_of(src: addr, dst: addr, proto: string): SumStats::Key
	{
	return SumStats::Key($str=cat(src, "-", dst, "-", proto));
	}

function value_of(key: SumStats::Key, result: SumStats::Result): double
	{
	# The threshold counts routers that answered.
	if ( require_low_ttl_packets && result["traceroute.low_ttl_packet"]$sum == 0 )
		return 0.0;

	return count_to_double(result["traceroute.time_exceeded"]$unique);
	}

function crossed(key: SumStats::Key, result: SumStats::Result)
	{
	local parts = split_string(key$str, /-/);
	local src = to_addr(parts[0]);
	local dst = to_addr(parts[1]);
	local proto = parts[2];

	Log::write(LOG, Info($ts=network_time(), $src=src, $dst=dst, $proto=proto));
	NOTICE(Notice::Info($note=Detected, $msg=fmt("%s seems to be running traceroute using %s", src, proto),
	                    $src=src, $identifier=cat(src, proto)));
	}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_traceroute, $path="traceroute", $policy=log_policy));

	local answers = SumStats::Reducer($stream="traceroute.time_exceeded", $apply=set(SumStats::UNIQUE));
	local packets = SumStats::Reducer($stream="traceroute.low_ttl_packet", $apply=set(SumStats::SUM));
	SumStats::create(SumStats::SumStat($name="traceroute-detection", $epoch=icmp_time_exceeded_interval,
	                                   $reducers=set(answers, packets),
	                                   $threshold=icmp_time_exceeded_threshold,
	                                   $threshold_val=value_of, $threshold_crossed=crossed));
	}

# Low TTLs say nothing yet: neighbors and multicast have them too.
event signature_match(state: signature_state, msg: string, data: string)
	{
	if ( ! starts_with(state$sig_id, "traceroute-detector") )
		return;

	local id = state$conn$id;
	SumStats::observe("traceroute.low_ttl_packet", key_of(id$orig_h, id$resp_h, cat(get_port_transport_proto(id$resp_p))),
	                  SumStats::Observation($num=1));
	}

event icmp_time_exceeded(c: connection, info: icmp_info, code: count, context: icmp_context)
	{
	# Code 0: no hops left on the way.
	if ( code != 0 )
		return;

	SumStats::observe("traceroute.time_exceeded",
	                  key_of(context$id$orig_h, context$id$resp_h, cat(get_port_transport_proto(context$id$resp_p))),
	                  SumStats::Observation($str=cat(c$id$orig_h)));
	}
