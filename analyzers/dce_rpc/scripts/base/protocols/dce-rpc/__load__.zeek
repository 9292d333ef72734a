@load ./consts
@load ./consts-operations
@load ./main
