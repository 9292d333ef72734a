##! A controller. Nodes are run by the command line here; loading this says so.

@load ./api
@load ./config
@load policy/frameworks/management

redef Management::role = Management::CONTROLLER;
