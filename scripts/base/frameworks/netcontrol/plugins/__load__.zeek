@load ./acld
@load ./broker
@load ./debug
@load ./packetfilter
