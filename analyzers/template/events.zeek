##! The template protocol: one-line commands and their answers.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_TEMPLATE };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_TEMPLATE };

## Longest line that is kept, in bytes; what is longer is cut.
const template_max_line: count = 1024 &redef;

## A command.
##
## word: what was asked for.
global template_command: event(c: connection, word: string);

## The answer to a command.
global template_answer: event(c: connection, line: string);
