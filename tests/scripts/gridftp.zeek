# Data connections of GridFTP: what authenticates by TLS without encrypting and grows large.

redef GridFTP::size_threshold = 1500;

event ssl_established(c: connection)
	{
	# As if the two had agreed to it.
	c$ssl$cipher = "TLS_RSA_WITH_NULL_SHA";
	}

event GridFTP::data_channel_detected(c: connection)
	{
	print "detected", c$id$orig_p;
	}

event gridftp_possibility_timeout(c: connection)
	{
	print "seen long enough", c$id$orig_p, "gridftp-data" in c$service;
	}
