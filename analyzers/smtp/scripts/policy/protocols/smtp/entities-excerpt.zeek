##! The beginning of each entity of a mail, for a log of one's own.

@load base/protocols/smtp

module SMTP;

export {
	redef record SMTP::Entity += {
		## The beginning of the entity.
		excerpt: string &log &default="";
	};

	## How many bytes the beginning has; none unless this is set.
	option default_entity_excerpt_len = 0;
}

event file_new(f: fa_file) &priority=5
	{
	if ( f$source != "SMTP" || ! f?$bof_buffer || default_entity_excerpt_len == 0 || ! f?$conns )
		return;

	for ( _, c in f$conns )
		if ( c?$smtp && c$smtp?$entity )
			c$smtp$entity$excerpt = f$bof_buffer[0 : default_entity_excerpt_len];
	}
