##! GSSAPI: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_GSSAPI };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_GSSAPI };

global gssapi_neg_result: event(c: connection, state: count);
