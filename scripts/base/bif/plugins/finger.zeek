##! Finger: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_FINGER };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_FINGER };

global finger_reply: event(c: connection, reply_line: string);

global finger_request: event(c: connection, full: bool, username: string, hostname: string);
