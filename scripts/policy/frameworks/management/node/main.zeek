##! A node that is managed.

@load ./api
@load ./config
@load policy/frameworks/management

module Management::Node;

redef Management::role = Management::NODE;
