##! ocsp.log: a line for each certificate that an OCSP response tells about.

@load base/frameworks/logging
@load base/frameworks/files

module OCSP;

export {
	redef enum Log::ID += { LOG };

	## A line of ocsp.log.
	type Info: record {
		## When the response was seen.
		ts: time &log;
		## The file that holds it.
		id: string &log;
		## The hash algorithm of the next two.
		hashAlgorithm: string &log;
		## Hash of the issuer's name.
		issuerNameHash: string &log;
		## Hash of the issuer's key.
		issuerKeyHash: string &log;
		## The serial number.
		serialNumber: string &log;
		## good, revoked or unknown.
		certStatus: string &log;
		## When it was revoked.
		revoketime: time &log &optional;
		## Why it was revoked.
		revokereason: string &log &optional;
		## From when on this is so.
		thisUpdate: time &log;
		## Until when this is so.
		nextUpdate: time &log &optional;
	};

	## Raised with each line of the log.
	global log_ocsp: event(rec: Info);

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;
}

event zeek_init()
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_ocsp, $path="ocsp", $policy=log_policy));
	Files::register_for_mime_type(Files::ANALYZER_OCSP_REPLY, "application/ocsp-response");
	}

event ocsp_response_certificate(f: fa_file, hashAlgorithm: string, issuerNameHash: string, issuerKeyHash: string, serialNumber: string, certStatus: string, revokeTime: time, revokeReason: string, thisUpdate: time, nextUpdate: time)
	{
	local line = Info($ts=network_time(), $id=f$id, $hashAlgorithm=hashAlgorithm, $issuerNameHash=issuerNameHash,
	                  $issuerKeyHash=issuerKeyHash, $serialNumber=serialNumber, $certStatus=certStatus,
	                  $thisUpdate=thisUpdate);

	if ( time_to_double(revokeTime) != 0 )
		line$revoketime = revokeTime;

	if ( revokeReason != "" )
		line$revokereason = revokeReason;

	if ( time_to_double(nextUpdate) != 0 )
		line$nextUpdate = nextUpdate;

	Log::write(LOG, line);
	}
