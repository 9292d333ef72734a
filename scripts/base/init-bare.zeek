##! The first script of every run: the types, options and declarations of the engine. Nothing here
##! has any effect by itself, so that a bare run does what its scripts ask for and no more.

@load base/engine/aliases
@load base/engine/connection
@load base/engine/packets
@load base/engine/flows
@load base/engine/analyzers
@load base/engine/file-analysis
@load base/engine/detection
@load base/engine/values
@load base/engine/statistics
@load base/engine/tunnels
@load base/engine/budgets
@load base/engine/x509
@load base/engine/run
@load base/engine/logging
@load base/engine/input
@load base/engine/storage
@load base/engine/telemetry
@load base/engine/supervisor
@load base/engine/broker
@load base/engine/cluster
