##! Ident: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_IDENT };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_IDENT };

global ident_error: event(c: connection, lport: port, rport: port, line: string);

global ident_reply: event(c: connection, lport: port, rport: port, user_id: string, system: string);

global ident_request: event(c: connection, lport: port, rport: port);
