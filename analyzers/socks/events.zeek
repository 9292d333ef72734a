##! SOCKS: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_SOCKS };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_SOCKS };

module SOCKS;

export {
	## What is asked for.
	type RequestType: enum {
		CONNECTION = 1,
		PORT = 2,
		UDP_ASSOCIATE = 3,
	};

	## An address or a name.
	type Address: record {
		host: addr &log &optional;
		name: string &log &optional;
	};
}

module GLOBAL;

## Whether name and password were taken; 0 means they were.
global socks_login_userpass_reply: event(c: connection, code: count);

## A client logs in with name and password.
global socks_login_userpass_request: event(c: connection, user: string, password: string);

## The answer to a request: sa and p are what the proxy uses.
global socks_reply: event(c: connection, version: count, reply: count, sa: SOCKS::Address, p: port);

## What a client wants to be connected to. user is empty but for version 4.
global socks_request: event(c: connection, version: count, request_type: count, sa: SOCKS::Address, p: port, user: string);
