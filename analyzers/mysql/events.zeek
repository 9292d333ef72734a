##! MySQL: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_MYSQL };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_MYSQL };

## The server's greeting.
##
## ver: the version it calls itself.
global mysql_server_version: event(c: connection, ver: string);

## A method of authentication that one side proposes: the server in its greeting, the client as it logs in or changes
## its user.
##
## name: the method's name.
##
## data: the challenge or the answer that came with it.
global mysql_auth_plugin: event(c: connection, is_orig: bool, name: string, data: string);

## The server asks for another method.
##
## name: the method's name.
##
## data: its challenge.
global mysql_auth_switch_request: event(c: connection, name: string, data: string);

## What is said beyond challenge and first answer.
global mysql_auth_more_data: event(c: connection, is_orig: bool, data: string);

## The client goes on in TLS.
global mysql_ssl_request: event(c: connection);

## The client logs in.
global mysql_handshake: event(c: connection, username: string);

## The client becomes another user.
global mysql_change_user: event(c: connection, username: string);

## A command.
##
## command: its number; `MySQL::commands` has the names.
##
## arg: the rest of it; of a query the text alone, without attributes.
global mysql_command_request: event(c: connection, command: count, arg: string);

## Something went wrong.
##
## code: the error's number.
##
## msg: the error's text.
global mysql_error: event(c: connection, code: count, msg: string);

## Something went well; the end of a result is also told so to clients that ask for it.
##
## affected_rows: how many rows were changed.
global mysql_ok: event(c: connection, affected_rows: count);

## The end of a list.
##
## is_intermediate: the list was that of the columns, and rows follow.
global mysql_eof: event(c: connection, is_intermediate: bool);

## A row of a result.
##
## row: its values as text; empty for NULL.
global mysql_result_row: event(c: connection, row: string_vec);
