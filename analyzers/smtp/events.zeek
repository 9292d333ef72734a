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
	## Longest line that is put together from the chunks of BDAT, in bytes. Longer ones are cut.
	const bdat_max_line_length: count = 4096 &redef;

	## Take each mail as a whole for a file too, besides its entities.
	const enable_rfc822_msg_file_analysis = F &redef;
}

module GLOBAL;

## A line of a mail that is sent by DATA, as it was before dots were doubled.
global smtp_data: event(c: connection, is_orig: bool, data: string);

## A line of a reply.
##
## code: its three digits.
##
## cmd: the command that is answered: ">" for the opening of the connection, "." for the end of a mail, "***" for a
##      step of authentication.
##
## msg: the text behind the code.
##
## cont_resp: more lines follow.
global smtp_reply: event(c: connection, is_orig: bool, code: count, cmd: string, msg: string, cont_resp: bool);

## A command. The end of a mail counts as the command ".".
global smtp_request: event(c: connection, is_orig: bool, command: string, arg: string);

## Both sides agreed to go on with TLS.
global smtp_starttls: event(c: connection);

## Something that does not follow the rules.
##
## msg: what it is.
##
## detail: more about it.
global smtp_unexpected: event(c: connection, is_orig: bool, msg: string, detail: string);
