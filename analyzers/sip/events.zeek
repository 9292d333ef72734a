##! SIP: the events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_SIP };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_SIP };

## All headers of a message.
global sip_all_headers: event(c: connection, is_orig: bool, hlist: mime_header_list);

## A message begins, after its first line. is_orig tells requests from replies here, whoever sent them.
global sip_begin_entity: event(c: connection, is_orig: bool);

## A message is over.
global sip_end_entity: event(c: connection, is_orig: bool);

## One header; the name is upper case.
global sip_header: event(c: connection, is_orig: bool, name: string, value: string);

## The first line of a reply.
global sip_reply: event(c: connection, version: string, code: count, reason: string);

## The first line of a request.
global sip_request: event(c: connection, method: string, original_URI: string, version: string);
