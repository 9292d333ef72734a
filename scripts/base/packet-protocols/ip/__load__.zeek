@load ./main
@load ./protocol-names
