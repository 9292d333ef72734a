##! IMAP: the events of the analyzer, which follows a connection up to STARTTLS.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_IMAP };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_IMAP };

global imap_capabilities: event(c: connection, capabilities: string_vec);

global imap_starttls: event(c: connection);
