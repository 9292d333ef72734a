##! Loads the settings of a controller, and starts none: nodes are run by the command line here.

@load ./config
