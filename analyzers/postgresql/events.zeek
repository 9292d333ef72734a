##! PostgreSQL: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_POSTGRESQL };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_POSTGRESQL };

module PostgreSQL;

export {
	## The client asks whether it may go on in TLS.
	global ssl_request: event(c: connection);

	## What the server says to that.
	##
	## data: S when the client may, N when it may not.
	global ssl_reply: event(c: connection, data: string);

	## One of the parameters that a session begins with; raised in front of the startup message's event.
	global startup_parameter: event(c: connection, name: string, value: string);

	## A session begins.
	##
	## major: the version's first number.
	##
	## minor: its second one.
	global startup_message: event(c: connection, major: count, minor: count);

	## The server wants a proof.
	##
	## identifier: the method's number.
	##
	## data: what belongs to it: a salt, names of mechanisms, a challenge.
	global authentication_request: event(c: connection, identifier: count, data: string);

	## The client's proof.
	global authentication_response: event(c: connection, data: string);

	## The server is content.
	global authentication_ok: event(c: connection);

	## A parameter as the server has it.
	global parameter_status: event(c: connection, name: string, value: string);

	## What a client needs to cancel what it asked for.
	global backend_key_data: event(c: connection, process_id: count, secret_key: count);

	## The server awaits commands.
	##
	## transaction_status: I when idle, T in a transaction, E in one that failed.
	global ready_for_query: event(c: connection, transaction_status: string);

	## A query as text.
	global simple_query: event(c: connection, query: string);

	## A row of a result.
	##
	## column_values: how many values it has.
	global data_row: event(c: connection, column_values: count);

	## A part of an error; raised in front of the error's event.
	##
	## code: a letter that tells what the part is; `PostgreSQL::error_ids` has the names.
	global error_response_identified_field: event(c: connection, code: string, value: string);

	## Something went wrong.
	global error_response: event(c: connection);

	## A part of a notice; raised in front of the notice's event.
	##
	## code: a letter that tells what the part is; `PostgreSQL::error_ids` has the names.
	global notice_response_identified_field: event(c: connection, code: string, value: string);

	## Something worth saying.
	global notice_response: event(c: connection);

	## The client takes its leave.
	global terminate: event(c: connection);

	## A message that has no event of its own.
	##
	## typ: the letter it begins with.
	##
	## chunk: what follows its length.
	global not_implemented: event(c: connection, is_orig: bool, typ: string, chunk: string);
}
