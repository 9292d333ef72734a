##! SOCKS: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_SOCKS };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_SOCKS };

module SOCKS;

export {
	type RequestType: enum {
		CONNECTION = 1,
		PORT = 2,
		UDP_ASSOCIATE = 3,
	};

	type Address: record {
		host: addr &log &optional;
		name: string &log &optional;
	};
}

module GLOBAL;

global socks_login_userpass_reply: event(c: connection, code: count);

global socks_login_userpass_request: event(c: connection, user: string, password: string);

global socks_reply: event(c: connection, version: count, reply: count, sa: SOCKS::Address, p: port);

global socks_request: event(c: connection, version: count, request_type: count, sa: SOCKS::Address, p: port, user: string);
