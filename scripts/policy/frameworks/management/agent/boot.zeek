##! Starts an agent. Nodes are run by the command line here.

@load ./config
