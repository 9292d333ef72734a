##! Finger: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_FINGER };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_FINGER };

## A line of the answer that is not empty.
global finger_reply: event(c: connection, reply_line: string);

## The question: whether all there is is wanted (/W), of whom, and on which host behind the server.
global finger_request: event(c: connection, full: bool, username: string, hostname: string);

module Finger;

export {
	## Longest line, in bytes, of either side.
	option max_line_length: count = 1024;
}
