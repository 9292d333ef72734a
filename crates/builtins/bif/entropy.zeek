##! Randomness of data.

module GLOBAL;

## How random a string is.
##
## Example: find_entropy("aaaaaaaa")$entropy == 0.0 && find_entropy("abcdabcd")$entropy == 2.0
global find_entropy: function(data: string): entropy_test_result;

## Begins a test over several strings.
##
## Example:
##     local test = entropy_test_init();
##     entropy_test_add(test, "ab");
##     entropy_test_add(test, "ab");
##     entropy_test_finish(test)$entropy == 1.0
global entropy_test_init: function(): opaque of entropy;

## Adds a string.
global entropy_test_add: function(handle: opaque of entropy, data: string): bool;

## Ends a test.
global entropy_test_finish: function(handle: opaque of entropy): entropy_test_result;
