##! What is in a mail: which entity is at hand, and what it is called.

@load base/utils/files
@load base/utils/strings
@load ./main

module SMTP;

export {
	## An entity of a mail.
	type Entity: record {
		## Its file name.
		filename: string &optional;
	};

	redef record Info += {
		## The entity at hand.
		entity: Entity &optional;
	};

	redef record State += {
		## Entities seen in the session.
		mime_depth: count &default=0;
	};
}

event mime_begin_entity(c: connection) &priority=10
	{
	if ( ! c?$smtp )
		return;

	c$smtp$entity = Entity();
	++c$smtp_state$mime_depth;

	# Only the first entity has the headers of the mail.
	if ( ++c$smtp$entity_count > 1 )
		c$smtp$process_smtp_headers = F;
	}

event mime_one_header(c: connection, h: mime_header_rec) &priority=5
	{
	if ( ! c?$smtp || ! c$smtp?$entity )
		return;

	if ( ( h$name == "CONTENT-DISPOSITION" && /[fF][iI][lL][eE][nN][aA][mM][eE]\*?[[:blank:]]*=/ in h$value ) ||
	     ( h$name == "CONTENT-TYPE" && /[nN][aA][mM][eE][[:blank:]]*=/ in h$value ) )
		c$smtp$entity$filename = extract_filename_from_content_disposition(h$value);
	}

event mime_end_entity(c: connection) &priority=-5
	{
	if ( c?$smtp )
		delete c$smtp$entity;
	}
