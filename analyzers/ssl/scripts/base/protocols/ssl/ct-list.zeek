##! The logs of certificate transparency, by their id. Logs come and go every few months, so none is built in: a site
##! that validates timestamps (policy/protocols/ssl/validate-sct) fills the table from the list that browsers publish.

module SSL;

export {
	## A log of certificate transparency.
	type CTInfo: record {
		## What the operator calls it.
		description: string;
		## Who runs it.
		operator: string;
		## Its public key, in DER.
		key: string;
		## Seconds after which a certificate must be in the log.
		maximum_merge_delay: count;
		## Where it is found.
		url: string;
	};

	## The logs that are known, by their id (the SHA-256 of the key).
	option ct_logs: table[string] of CTInfo = table();
}
