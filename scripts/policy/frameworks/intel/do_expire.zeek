##! Indicators expire when their feed no longer has them.

@load base/frameworks/intel

redef Intel::item_expiration = 10 min;
