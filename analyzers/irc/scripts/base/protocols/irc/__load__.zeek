@load ./main
@load ./dcc-send
@load ./files
