##! Bytes as they are, for file analysis.

module InputBinary;

export {
	## Bytes handed on at a time.
	const chunk_size: count = 1024 &redef;

	## Directory of sources that are no absolute paths.
	const path_prefix = "" &redef;
}
