##! Events of file analyzers that look at bytes and know no format.

module GLOBAL;

## The hash of a complete file. kind names the algorithm, hash is in hexadecimal.
global file_hash: event(f: fa_file, kind: string, hash: string);

## An extracted file has reached its limit; args is what the analyzer was attached with.
global file_extraction_limit: event(f: fa_file, args: Files::AnalyzerArgs, limit: count, len: count);
