##! Fingerprints of TLS.

module JA3;

export {
	## Numbers with a dash between them, as fingerprints have them: without those that clients put in at random
	## (RFC 8701).
	##
	## Example: JA3::dashed(vector(4865, 0x5a5a, 47)) == "4865-47"
	global dashed: function(numbers: index_vec): string;
}
