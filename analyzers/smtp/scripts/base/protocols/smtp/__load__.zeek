@load ./main
@load ./entities
@load ./files
