##! Starts a controller. Nodes are run by the command line here.

@load ./config
