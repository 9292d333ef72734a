##! IMAP, as far as it goes before TLS begins or somebody logs in.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_IMAP };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_IMAP };

## What the server offers.
##
## capabilities: the names of the capabilities.
global imap_capabilities: event(c: connection, capabilities: string_vec);

## The server has agreed to go on with TLS.
global imap_starttls: event(c: connection);
