@load ./main
@load ./readers/ascii
@load ./readers/benchmark
@load ./readers/binary
@load ./readers/config
@load ./readers/raw
@load ./readers/sqlite
