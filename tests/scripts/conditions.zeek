# What signatures of a file say; the file is named on the command line.

# Ports that a signature names by this variable.
const mail_ports: set[port] = { 25/tcp, 587/tcp } &redef;

global asked_for_example: function(state: signature_state, data: string): bool;

function asked_for_example(state: signature_state, data: string): bool
	{
	return state$is_orig && "\x07example" in data;
	}

function never(state: signature_state, data: string): bool
	{
	return F;
	}

global told: event(state: signature_state, data: string);

event told(state: signature_state, data: string)
	{
	print state$sig_id, "told", |data|;
	}

event signature_match(state: signature_state, msg: string, data: string)
	{
	print state$sig_id, state$conn$id$orig_p, state$is_orig, state$payload_size, msg;
	}
