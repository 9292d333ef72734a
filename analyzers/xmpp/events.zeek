##! XMPP until TLS begins.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_XMPP };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_XMPP };

## The server has agreed to go on with TLS.
global xmpp_starttls: event(c: connection);
