@load-sigs ./signatures.sig

global host_asked: event(state: signature_state, msg: string, data: string);

function is_index(state: signature_state, data: string): bool
	{
	return /index/ in data;
	}

event host_asked(state: signature_state, msg: string, data: string)
	{
	print "host_asked", msg, data;
	}

event signature_match(state: signature_state, msg: string, data: string)
	{
	print state$sig_id, state$is_orig, msg, |data|;
	}
