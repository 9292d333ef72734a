##! SMTP: the options and events of the analyzer. The contents of mails are told by the events of
##! MIME.

@load base/bif/plugins/mime

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_SMTP,
	Analyzer::ANALYZER_SMTP_BDAT,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_SMTP,
	AllAnalyzers::ANALYZER_ANALYZER_SMTP_BDAT,
};

module SMTP;

export {
	const bdat_max_line_length: count = 4096 &redef;

	const enable_rfc822_msg_file_analysis = F &redef;
}

module GLOBAL;

global smtp_data: event(c: connection, is_orig: bool, data: string);

global smtp_reply: event(c: connection, is_orig: bool, code: count, cmd: string, msg: string, cont_resp: bool);

global smtp_request: event(c: connection, is_orig: bool, command: string, arg: string);

global smtp_starttls: event(c: connection);

global smtp_unexpected: event(c: connection, is_orig: bool, msg: string, detail: string);
