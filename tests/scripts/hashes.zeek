@load frameworks/files/hash-all-files
@load frameworks/files/entropy-test-all-files
