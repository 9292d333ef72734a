##! FTP: the options and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_FTP,
	Analyzer::ANALYZER_FTP_DATA,
	Analyzer::ANALYZER_FTP_ADAT,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_FTP,
	AllAnalyzers::ANALYZER_ANALYZER_FTP_DATA,
	AllAnalyzers::ANALYZER_ANALYZER_FTP_ADAT,
};

module FTP;

export {
	const max_command_length: count = 100 &redef;
}

module GLOBAL;

global ftp_reply: event(c: connection, code: count, msg: string, cont_resp: bool);

global ftp_request: event(c: connection, command: string, arg: string);

global ftp_starttls: event(c: connection);
