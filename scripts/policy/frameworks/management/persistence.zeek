##! Nodes that are managed keep their state over restarts. There is nothing to keep here.

@load ./config
