##! POP3: commands, replies, logins and mails.

@load base/bif/plugins/mime

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_POP3 };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_POP3 };

module POP3;

export {
	## Commands that may wait for their answers; beyond, the oldest is forgotten. 0: no limit.
	const max_pending_commands: count = 10 &redef;

	## Unknown commands of a client after which each is a violation. 0: no limit.
	const max_unknown_client_commands: count = 10 &redef;
}

module GLOBAL;

## A command.
##
## command: its name.
##
## arg: what follows it.
global pop3_request: event(c: connection, is_orig: bool, command: string, arg: string);

## A reply.
##
## cmd: OK or ERR.
##
## msg: what follows it.
global pop3_reply: event(c: connection, is_orig: bool, cmd: string, msg: string);

## A line of a reply of several lines.
global pop3_data: event(c: connection, is_orig: bool, data: string);

## Something that should not come at this point.
##
## msg: the command or reply.
##
## detail: what is wrong.
global pop3_unexpected: event(c: connection, is_orig: bool, msg: string, detail: string);

## The server has agreed to go on with TLS.
global pop3_starttls: event(c: connection);

## Somebody has logged in.
global pop3_login_success: event(c: connection, is_orig: bool, user: string, password: string);

## Somebody could not log in.
global pop3_login_failure: event(c: connection, is_orig: bool, user: string, password: string);
