##! Validates the OCSP responses that servers send along; the outcome stands in ssl.log.

@load base/frameworks/notice
@load base/protocols/ssl
@load base/protocols/ssl/mozilla-ca-list
@load base/files/x509

module SSL;

export {
	redef enum Notice::Type += {
		## An OCSP response could not be validated.
		Invalid_Ocsp_Response,
	};

	redef record Info += {
		## What validation of the OCSP response says.
		ocsp_status: string &log &optional;
		## The response.
		ocsp_response: string &optional;
	};
}

# Outcomes of late, by hashes of response and host certificate.
global recently_ocsp_validated: table[string] of string = table() &read_expire=5mins;

event ssl_stapled_ocsp(c: connection, is_client: bool, response: string) &priority=3
	{
	c$ssl$ocsp_response = response;
	}

hook ssl_finishing(c: connection) &priority=19
	{
	if ( ! c$ssl?$ocsp_response || ! c$ssl?$cert_chain || |c$ssl$cert_chain| == 0 || ! c$ssl$cert_chain[0]?$x509 )
		return;

	local chain: vector of opaque of x509 = vector();

	for ( _, one in c$ssl$cert_chain )
		if ( one?$x509 )
			chain += one$x509$handle;

	local key = cat(sha256_hash(c$ssl$ocsp_response), c$ssl$cert_chain[0]$x509$fingerprint);

	if ( key in recently_ocsp_validated )
		{
		c$ssl$ocsp_status = recently_ocsp_validated[key];
		return;
		}

	local result = x509_ocsp_verify(chain, c$ssl$ocsp_response, root_certs);
	c$ssl$ocsp_status = result$result_string;
	recently_ocsp_validated[key] = result$result_string;

	if ( result$result_string != "good" )
		NOTICE(Notice::Info($note=Invalid_Ocsp_Response,
		                    $msg=fmt("OCSP response validation failed with (%s)", result$result_string),
		                    $sub=c$ssl$cert_chain[0]$x509$certificate$subject, $conn=c,
		                    $identifier=cat(c$id$resp_h, c$id$resp_p, c$ssl$ocsp_status)));
	}
