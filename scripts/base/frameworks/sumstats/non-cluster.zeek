##! Summary statistics of one node: what ./main does by itself.

@load ./main
