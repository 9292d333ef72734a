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
	## Longest word that is taken for a command, in bytes.
	const max_command_length: count = 100 &redef;
}

module GLOBAL;

## A line of a reply.
##
## code: its three digits; 0 for the lines between the first and the last one of a long reply.
##
## msg: the text behind the code.
##
## cont_resp: more lines follow.
global ftp_reply: event(c: connection, code: count, msg: string, cont_resp: bool);

## A command.
##
## command: its word, in upper case; "<missing>" for an empty line.
global ftp_request: event(c: connection, command: string, arg: string);

## Both sides agreed to go on with TLS.
global ftp_starttls: event(c: connection);
