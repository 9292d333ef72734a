# What is done with files by default. The order is that of the columns in files.log.

@load ./hash
@load ./extract
@load ./pe
@load ./x509
