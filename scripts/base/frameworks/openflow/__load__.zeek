@load ./consts
@load ./types
@load ./main
@load ./plugins
