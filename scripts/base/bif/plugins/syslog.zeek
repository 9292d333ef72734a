##! Syslog: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_SYSLOG };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_SYSLOG };

global syslog_message: event(c: connection, facility: count, severity: count, msg: string);
