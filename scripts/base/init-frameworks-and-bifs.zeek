##! The second script of every run: built-in functions, events of all analyzers, and the frameworks
##! that even a bare run has.

@load base/bif
@load base/frameworks/logging
@load base/frameworks/input
@load base/frameworks/cluster
@load base/frameworks/supervisor
@load base/frameworks/analyzer
@load base/frameworks/files
@load base/packet-protocols
