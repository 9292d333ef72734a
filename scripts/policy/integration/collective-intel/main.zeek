##! Feeds of the Collective Intelligence Framework: what it says about indicators beside the rest, in intel.log too.

@load base/frameworks/intel

module Intel;

export {
	## What the framework says.
	type CIF: record {
		## Words by which to find it.
		tags: string &optional &log;
		## How sure it is, from 0 to 100.
		confidence: double &optional &log;
		## Who said so first.
		source: string &optional &log;
		## What it is.
		description: string &optional &log;
		## When it was seen first.
		firstseen: string &optional &log;
		## When it was seen last.
		lastseen: string &optional &log;
	};
}

redef record MetaData += {
	## What the framework says, as the columns of a feed have it.
	cif_tags: string &optional;
	cif_confidence: double &optional;
	cif_source: string &optional;
	cif_description: string &optional;
	cif_firstseen: string &optional;
	cif_lastseen: string &optional;
};

redef record Info += {
	## What the framework says.
	cif: CIF &log &optional;
};

hook extend_match(info: Info, s: Seen, items: set[Item]) &priority=5
	{
	for ( item in items )
		{
		local meta = item$meta;

		if ( ! info?$cif )
			info$cif = CIF();

		if ( meta?$cif_tags )
			info$cif$tags = meta$cif_tags;

		if ( meta?$cif_confidence )
			info$cif$confidence = meta$cif_confidence;

		if ( meta?$cif_source )
			info$cif$source = meta$cif_source;

		if ( meta?$cif_description )
			info$cif$description = meta$cif_description;

		if ( meta?$cif_firstseen )
			info$cif$firstseen = meta$cif_firstseen;

		if ( meta?$cif_lastseen )
			info$cif$lastseen = meta$cif_lastseen;
		}
	}
