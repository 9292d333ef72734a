##! A store for very many short strings and addresses by kind, each with a value: what intelligence keeps its indicators in. An entry
##! takes a fraction of that of a table.

module GLOBAL;

## An empty store.
global __indicators_new: function(): opaque of indicators;

## How many there are.
global __indicators_size: function(store: opaque of indicators): count;

## Whether there is an indicator, a string or an address, of a kind, the value of an enum.
global __indicators_has: function(store: opaque of indicators, indicator: any, kind: any): bool;

## The value of an indicator that is there.
global __indicators_get: function(store: opaque of indicators, indicator: any, kind: any): any;

## Puts an indicator in with a value, or gives a new value to one; either way its life begins anew. T if it was not there.
global __indicators_put: function(store: opaque of indicators, indicator: any, kind: any, value: any): bool;

## Takes an indicator out. T if it was there.
global __indicators_delete: function(store: opaque of indicators, indicator: any, kind: any): bool;

## Indicators that were not put in for longer than that, up to limit of them, found from where the last search ended: the
## indicator, its kind, the next indicator and so on.
global __indicators_old: function(store: opaque of indicators, life: interval, limit: count): any_vec;
