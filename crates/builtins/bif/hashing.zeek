##! Hashes.

module GLOBAL;

## MD5 of the arguments one after the other, in hexadecimal.
##
## Example: md5_hash("abc") == "900150983cd24fb0d6963f7d28e17f72"
global md5_hash: function(...): string;

## SHA-1 of the arguments one after the other, in hexadecimal.
##
## Example: sha1_hash("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"
global sha1_hash: function(...): string;

## SHA-224 of the arguments one after the other, in hexadecimal.
##
## Example: |sha224_hash("abc")| == 56
global sha224_hash: function(...): string;

## SHA-256 of the arguments one after the other, in hexadecimal.
##
## Example: sha256_hash("a", "bc") == sha256_hash("abc")
global sha256_hash: function(...): string;

## SHA-384 of the arguments one after the other, in hexadecimal.
##
## Example: |sha384_hash("abc")| == 96
global sha384_hash: function(...): string;

## SHA-512 of the arguments one after the other, in hexadecimal.
##
## Example: sub_bytes(sha512_hash("abc"), 1, 16) == "ddaf35a193617aba"
global sha512_hash: function(...): string;

## A keyed MD5 whose key is random in each run.
global md5_hmac: function(...): string &deprecated="Remove in v9.1. Use sha256_hmac().";

## A keyed SHA-256 whose key is random in each run.
##
## Example: |sha256_hmac("abc")| == 64 && sha256_hmac("abc") == sha256_hmac("abc")
global sha256_hmac: function(...): string;

## Begins a hash over several strings.
##
## Example:
##     local hash = md5_hash_init();
##     md5_hash_update(hash, "a");
##     md5_hash_update(hash, "bc");
##     md5_hash_finish(hash) == md5_hash("abc")
global md5_hash_init: function(): opaque of md5;

## Adds a string.
global md5_hash_update: function(handle: opaque of md5, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global md5_hash_finish: function(handle: opaque of md5): string;

## Begins a hash over several strings.
##
## Example:
##     local hash = sha1_hash_init();
##     sha1_hash_update(hash, "a");
##     sha1_hash_update(hash, "bc");
##     sha1_hash_finish(hash) == sha1_hash("abc")
global sha1_hash_init: function(): opaque of sha1;

## Adds a string.
global sha1_hash_update: function(handle: opaque of sha1, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha1_hash_finish: function(handle: opaque of sha1): string;

## Begins a hash over several strings.
##
## Example:
##     local hash = sha224_hash_init();
##     sha224_hash_update(hash, "a");
##     sha224_hash_update(hash, "bc");
##     sha224_hash_finish(hash) == sha224_hash("abc")
global sha224_hash_init: function(): opaque of sha224;

## Adds a string.
global sha224_hash_update: function(handle: opaque of sha224, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha224_hash_finish: function(handle: opaque of sha224): string;

## Begins a hash over several strings.
##
## Example:
##     local hash = sha256_hash_init();
##     sha256_hash_update(hash, "a");
##     sha256_hash_update(hash, "bc");
##     sha256_hash_finish(hash) == sha256_hash("abc")
global sha256_hash_init: function(): opaque of sha256;

## Adds a string.
global sha256_hash_update: function(handle: opaque of sha256, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha256_hash_finish: function(handle: opaque of sha256): string;

## Begins a hash over several strings.
##
## Example:
##     local hash = sha384_hash_init();
##     sha384_hash_update(hash, "a");
##     sha384_hash_update(hash, "bc");
##     sha384_hash_finish(hash) == sha384_hash("abc")
global sha384_hash_init: function(): opaque of sha384;

## Adds a string.
global sha384_hash_update: function(handle: opaque of sha384, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha384_hash_finish: function(handle: opaque of sha384): string;

## Begins a hash over several strings.
##
## Example:
##     local hash = sha512_hash_init();
##     sha512_hash_update(hash, "a");
##     sha512_hash_update(hash, "bc");
##     sha512_hash_finish(hash) == sha512_hash("abc")
global sha512_hash_init: function(): opaque of sha512;

## Adds a string.
global sha512_hash_update: function(handle: opaque of sha512, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha512_hash_finish: function(handle: opaque of sha512): string;

## A quick hash of 32 bits, not for security.
##
## Example: fnv1a32("a") == fnv1a32("a") && fnv1a32("a") != fnv1a32("b")
global fnv1a32: function(input: any): count;

## A quick hash of 64 bits, not for security.
##
## Example: fnv1a64("a") != fnv1a64("b")
global fnv1a64: function(input: any): count;

## The weight that rendezvous hashing gives a site for a key.
##
## Example: hrw_weight(1, 2) == hrw_weight(1, 2)
global hrw_weight: function(key_digest: count, site_id: count): count;

## The Community ID of a connection, by which other tools' records of it can be found.
##
## Example: community_id_v1([$orig_h=128.232.110.120, $orig_p=34855/tcp, $resp_h=66.35.250.204, $resp_p=80/tcp, $proto=6]) == "1:LQU9qZlK+B5F3KDmev6m5PMibrg="
global community_id_v1: function(cid: conn_id, seed: count &default=0, do_base64: bool &default=T): string;
