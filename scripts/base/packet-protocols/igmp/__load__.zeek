@load ./main
@load ./types
@load ./spicy-events
