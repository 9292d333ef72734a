##! No fields in dns.log for the kind of message, as it was before there were others than queries.

@load base/protocols/dns

redef record DNS::Info$opcode -= { &log };
redef record DNS::Info$opcode_name -= { &log };
