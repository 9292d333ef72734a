##! Writes the payload of connections to files: of all, or of those whose extract_orig or extract_resp
##! some script sets before they are established.

@load base/utils/files

module Conn;

export {
	## What the names of the files begin with.
	option extraction_prefix = "contents";

	## Write the payload of all connections.
	option default_extract = F;
}

redef record connection += {
	## Write the payload of the originator.
	extract_orig: bool &default=default_extract;
	## Write the payload of the responder.
	extract_resp: bool &default=default_extract;
};

event connection_established(c: connection) &priority=-5
	{
	if ( c$extract_orig )
		{
		local orig_name = generate_extraction_filename(extraction_prefix, c, "orig.dat");
		set_contents_file(c$id, CONTENTS_ORIG, open(orig_name));
		}

	if ( c$extract_resp )
		{
		local resp_name = generate_extraction_filename(extraction_prefix, c, "resp.dat");
		set_contents_file(c$id, CONTENTS_RESP, open(resp_name));
		}
	}
