@load ./main
@load ./files
