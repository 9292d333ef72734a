# The length of a packet, and the name of the protocol in its first or its later version.
signature dpd_smb {
	ip-proto == tcp
	payload /^\x00...[\xfe\xff]SMB/
	enable "smb"
}
