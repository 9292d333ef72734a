@load ./broker
@load ./log
@load ./ryu
