##! GSSAPI: the event of the analyzer (RFC 2743, RFC 4178).

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_GSSAPI };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_GSSAPI };

## One side tells how the negotiation of a mechanism stands.
##
## state: 0 accepted, 1 incomplete, 2 rejected, 3 a checksum over the mechanisms is wanted (RFC 4178, section 4.2.2).
global gssapi_neg_result: event(c: connection, state: count);
