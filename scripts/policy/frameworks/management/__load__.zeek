##! Nodes that other programs configure, start and stop over messages. Here the command line does that; these scripts have the
##! names, so that scripts load, and what they ask for is answered by a warning.

@load ./config
@load ./log
@load ./request
@load ./types
@load ./util
