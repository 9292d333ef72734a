# Version 5.0 or 5.1 and a message of any kind. Flags and the order of bytes that follow are left open: a message may be the first
# of several pieces, and either side chooses its order.
signature dpd_dce_rpc {
	ip-proto == tcp
	payload /^\x05[\x00\x01][\x00-\x13]/
	enable "DCE_RPC"
}
