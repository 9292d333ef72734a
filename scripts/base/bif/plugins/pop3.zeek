##! POP3: the options and events of the analyzer.

@load base/bif/plugins/mime

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_POP3 };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_POP3 };

module POP3;

export {
	const max_pending_commands: count = 10 &redef;

	const max_unknown_client_commands: count = 10 &redef;
}

module GLOBAL;

global pop3_data: event(c: connection, is_orig: bool, data: string);

global pop3_login_failure: event(c: connection, is_orig: bool, user: string, password: string);

global pop3_login_success: event(c: connection, is_orig: bool, user: string, password: string);

global pop3_reply: event(c: connection, is_orig: bool, cmd: string, msg: string);

global pop3_request: event(c: connection, is_orig: bool, command: string, arg: string);

global pop3_starttls: event(c: connection);

global pop3_unexpected: event(c: connection, is_orig: bool, msg: string, detail: string);
