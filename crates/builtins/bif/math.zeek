##! Numbers.

module GLOBAL;

## The next whole number downwards.
##
## Example: floor(2.7) == 2.0
global floor: function(d: double): double;

## The next whole number upwards.
##
## Example: ceil(2.1) == 3.0
global ceil: function(d: double): double;

## The square root; an error and -1 for a negative number.
##
## Example: sqrt(9.0) == 3.0
global sqrt: function(x: double): double;

## e to the power of d.
##
## Example: exp(0.0) == 1.0
global exp: function(d: double): double;

## x to the power of y.
##
## Example: pow(2.0, 10.0) == 1024.0
global pow: function(x: double, y: double): double;

## The natural logarithm.
##
## Example: ln(1.0) == 0.0
global ln: function(d: double): double;

## The logarithm to the base of 2.
##
## Example: log2(8.0) == 3.0
global log2: function(d: double): double;

## The logarithm to the base of 10.
##
## Example: log10(1000.0) == 3.0
global log10: function(d: double): double;

## The remainder of a division, with the sign of b.
##
## Example: modulo(-7, 3) == 2
global modulo: function(a: int, b: int): int;

## A random number below max. Not for secrets.
##
## Example: rand(10) < 10
global rand: function(max: count): count;

## Sets the seed of rand.
##
## Example:
##     srand(7);
##     local first = rand(1000);
##     srand(7);
##     rand(1000) == first
global srand: function(seed: count): any;
