##! Telnet, rlogin and rsh: the options and events of the analyzers.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_LOGIN,
	Analyzer::ANALYZER_TELNET,
	Analyzer::ANALYZER_RLOGIN,
	Analyzer::ANALYZER_RSH,
	Analyzer::ANALYZER_NVT,
	Analyzer::ANALYZER_CONTENTS_RLOGIN,
	Analyzer::ANALYZER_CONTENTS_RSH,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_LOGIN,
	AllAnalyzers::ANALYZER_ANALYZER_TELNET,
	AllAnalyzers::ANALYZER_ANALYZER_RLOGIN,
	AllAnalyzers::ANALYZER_ANALYZER_RSH,
	AllAnalyzers::ANALYZER_ANALYZER_NVT,
	AllAnalyzers::ANALYZER_ANALYZER_CONTENTS_RLOGIN,
	AllAnalyzers::ANALYZER_ANALYZER_CONTENTS_RSH,
};

global direct_login_prompts: set[string] = {} &redef;

global login_prompts: set[string] = {} &redef;

global login_non_failure_msgs: set[string] = {} &redef;

global login_failure_msgs: set[string] = {} &redef;

global login_success_msgs: set[string] = {} &redef;

global login_timeouts: set[string] = {} &redef;

global skip_authentication: set[string] = {} &redef;

const LOGIN_STATE_AUTHENTICATE: count = 0;

const LOGIN_STATE_LOGGED_IN: count = 1;

const LOGIN_STATE_SKIP: count = 2;

const LOGIN_STATE_CONFUSED: count = 3;

global login_confused: event(c: connection, msg: string, line: string);

global login_confused_text: event(c: connection, line: string);

global login_display: event(c: connection, display: string);

global login_failure: event(c: connection, user: string, client_user: string, password: string, line: string);

global login_input_line: event(c: connection, line: string);

global login_output_line: event(c: connection, line: string);

global login_prompt: event(c: connection, prompt: string);

global login_success: event(c: connection, user: string, client_user: string, password: string, line: string);

global login_terminal: event(c: connection, terminal: string);

global rsh_reply: event(c: connection, client_user: string, server_user: string, line: string);

global rsh_request: event(c: connection, client_user: string, server_user: string, line: string, new_session: bool);

global authentication_accepted: event(name: string, c: connection);

global authentication_rejected: event(name: string, c: connection);

global authentication_skipped: event(c: connection);

global activating_encryption: event(c: connection);

global bad_option: event(c: connection);

global bad_option_termination: event(c: connection);

global inconsistent_option: event(c: connection);
