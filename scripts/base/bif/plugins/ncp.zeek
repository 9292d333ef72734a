##! NetWare Core Protocol: the options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_NCP,
	Analyzer::ANALYZER_CONTENTS_NCP,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_NCP,
	AllAnalyzers::ANALYZER_ANALYZER_CONTENTS_NCP,
};

module NCP;

export {
	const max_frame_size: count = 65536 &redef;
}

module GLOBAL;

global ncp_reply: event(c: connection, frame_type: count, length: count, req_frame: count, req_func: count, completion_code: count);

global ncp_request: event(c: connection, frame_type: count, length: count, func: count);
