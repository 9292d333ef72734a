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
global sha224_hash: function(...): string;

## SHA-256 of the arguments one after the other, in hexadecimal.
##
## Example: sha256_hash("a", "bc") == sha256_hash("abc")
global sha256_hash: function(...): string;

## SHA-384 of the arguments one after the other, in hexadecimal.
global sha384_hash: function(...): string;

## SHA-512 of the arguments one after the other, in hexadecimal.
global sha512_hash: function(...): string;

## A keyed MD5 whose key is random in each run.
global md5_hmac: function(...): string &deprecated="Remove in v9.1. Use sha256_hmac().";

## A keyed SHA-256 whose key is random in each run.
global sha256_hmac: function(...): string;

## Begins a hash over several strings.
global md5_hash_init: function(): opaque of md5;

## Adds a string.
global md5_hash_update: function(handle: opaque of md5, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global md5_hash_finish: function(handle: opaque of md5): string;

## Begins a hash over several strings.
global sha1_hash_init: function(): opaque of sha1;

## Adds a string.
global sha1_hash_update: function(handle: opaque of sha1, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha1_hash_finish: function(handle: opaque of sha1): string;

## Begins a hash over several strings.
global sha224_hash_init: function(): opaque of sha224;

## Adds a string.
global sha224_hash_update: function(handle: opaque of sha224, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha224_hash_finish: function(handle: opaque of sha224): string;

## Begins a hash over several strings.
global sha256_hash_init: function(): opaque of sha256;

## Adds a string.
global sha256_hash_update: function(handle: opaque of sha256, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha256_hash_finish: function(handle: opaque of sha256): string;

## Begins a hash over several strings.
global sha384_hash_init: function(): opaque of sha384;

## Adds a string.
global sha384_hash_update: function(handle: opaque of sha384, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha384_hash_finish: function(handle: opaque of sha384): string;

## Begins a hash over several strings.
global sha512_hash_init: function(): opaque of sha512;

## Adds a string.
global sha512_hash_update: function(handle: opaque of sha512, data: string): bool;

## Ends a hash and gives it in hexadecimal.
global sha512_hash_finish: function(handle: opaque of sha512): string;

## A quick hash of 32 bits, not for security.
global fnv1a32: function(input: any): count;

## A quick hash of 64 bits, not for security.
global fnv1a64: function(input: any): count;

## The weight that rendezvous hashing gives a site for a key.
global hrw_weight: function(key_digest: count, site_id: count): count;

## The Community ID of a connection, by which other tools' records of it can be found.
global community_id_v1: function(cid: conn_id, seed: count &default=0, do_base64: bool &default=T): string;
