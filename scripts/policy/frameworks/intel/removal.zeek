##! Feeds remove indicators with the column meta.remove.

@load base/frameworks/intel

module Intel;

export {
	redef record Intel::MetaData += {
		## Whether the item is to be removed.
		remove: bool &default=F;
	};
}

hook Intel::filter_item(item: Item)
	{
	if ( ! item$meta$remove )
		return;

	# Only what this source said: others may still think it bad.
	Intel::remove(item);
	break;
	}
