##! Logs that go nowhere: to switch a log off, or to measure everything but its writing.

module LogNone;

export {
	## Print what would be written.
	const debug = F &redef;
}

## There is no file to do anything with.
function default_rotation_postprocessor_func(info: Log::RotationInfo): bool
	{
	return T;
	}

redef Log::default_rotation_postprocessors += {
	[Log::WRITER_NONE] = default_rotation_postprocessor_func
};
