# Version 5.0 or 5.1, a message of any kind, in one piece, without an object, in the byte order of one side or the other.
signature dpd_dce_rpc {
	ip-proto == tcp
	payload /^\x05[\x00\x01][\x00-\x13][\x03\x07\x13\x17][\x00\x10]/
	enable "DCE_RPC"
}
