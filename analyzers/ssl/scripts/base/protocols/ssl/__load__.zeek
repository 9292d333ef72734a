@load ./consts
@load ./main
@load ./files
@load ./ct-list
