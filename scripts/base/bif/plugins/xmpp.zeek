##! XMPP: the events of the analyzer, which follows a connection up to STARTTLS.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_XMPP };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_XMPP };

global xmpp_starttls: event(c: connection);
