# Detection of scans by summary statistics: hosts that fail to reach many others, or many ports of one.

@load base/frameworks/notice
@load base/frameworks/sumstats

module Scans;

export {
	redef enum Notice::Type += { Address_Scan, Port_Scan };
	const addresses = 25.0 &redef;
	const ports = 15.0 &redef;
	const every = 5 min &redef;
}

function detect(stream: string, note: Notice::Type, limit: double)
	{
	local r = SumStats::Reducer($stream=stream, $apply=set(SumStats::UNIQUE), $unique_max=double_to_count(limit + 2));
	SumStats::create([$name=stream, $epoch=every, $reducers=set(r),
		$threshold_val=function[stream](key: SumStats::Key, result: SumStats::Result): double
			{ return result[stream]$unique + 0.0; },
		$threshold=limit,
		$threshold_crossed=function[stream, note](key: SumStats::Key, result: SumStats::Result)
			{
			NOTICE([$note=note, $src=key$host, $msg=fmt("%s reaches for %d", key$host, result[stream]$unique),
			        $identifier=cat(key$host)]);
			}]);
	}

event zeek_init()
	{
	detect("scan.addresses", Address_Scan, addresses);
	detect("scan.ports", Port_Scan, ports);
	}

function failed(c: connection)
	{
	local id = c$id;
	SumStats::observe("scan.addresses", [$host=id$orig_h, $str=cat(id$resp_p)], [$str=cat(id$resp_h)]);
	SumStats::observe("scan.ports", [$host=id$orig_h, $str=cat(id$resp_h)], [$str=cat(id$resp_p)]);
	}

event connection_attempt(c: connection)
	{
	failed(c);
	}

event connection_rejected(c: connection)
	{
	failed(c);
	}
