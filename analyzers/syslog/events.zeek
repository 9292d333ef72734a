##! Syslog: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_SYSLOG };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_SYSLOG };

## A message. Facility and severity are 999 when it does not begin with a priority.
global syslog_message: event(c: connection, facility: count, severity: count, msg: string);
