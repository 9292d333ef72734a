# Written by `cargo xtask codegen` from the files that are there; do not edit.

@load ./hash
@load ./x509
