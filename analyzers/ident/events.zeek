##! Ident: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_IDENT };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_IDENT };

## The server does not tell. Ports as in ident_request.
global ident_error: event(c: connection, lport: port, rport: port, line: string);

## Whose connection it is, and on what kind of system.
global ident_reply: event(c: connection, lport: port, rport: port, user_id: string, system: string);

## The question: whose is the connection between the port of the host that asks, and that of the server.
global ident_request: event(c: connection, lport: port, rport: port);
