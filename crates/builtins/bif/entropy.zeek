##! Randomness of data.

module GLOBAL;

## How random a string is.
global find_entropy: function(data: string): entropy_test_result;

## Begins a test over several strings.
global entropy_test_init: function(): opaque of entropy;

## Adds a string.
global entropy_test_add: function(handle: opaque of entropy, data: string): bool;

## Ends a test.
global entropy_test_finish: function(handle: opaque of entropy): entropy_test_result;
