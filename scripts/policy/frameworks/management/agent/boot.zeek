##! Loads the settings of an agent, and starts none: nodes are run by the command line here.

@load ./config
