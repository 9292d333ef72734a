##! Redis: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += { Analyzer::ANALYZER_REDIS };

redef enum AllAnalyzers::Tag += { AllAnalyzers::ANALYZER_ANALYZER_REDIS };

module Redis;

export {
	## Commands whose arguments are understood.
	type RedisCommand: enum {
		RedisCommand_APPEND,
		RedisCommand_AUTH,
		RedisCommand_BITCOUNT,
		RedisCommand_BITFIELD,
		RedisCommand_BITFIELD_RO,
		RedisCommand_BITOP,
		RedisCommand_BITPOS,
		RedisCommand_BLMPOP,
		RedisCommand_BLPOP,
		RedisCommand_BRPOP,
		RedisCommand_CLIENT,
		RedisCommand_COPY,
		RedisCommand_DECR,
		RedisCommand_DECRBY,
		RedisCommand_DEL,
		RedisCommand_DUMP,
		RedisCommand_EXISTS,
		RedisCommand_EXPIRE,
		RedisCommand_EXPIREAT,
		RedisCommand_EXPIRETIME,
		RedisCommand_GET,
		RedisCommand_GETBIT,
		RedisCommand_GETDEL,
		RedisCommand_GETEX,
		RedisCommand_GETRANGE,
		RedisCommand_GETSET,
		RedisCommand_HDEL,
		RedisCommand_HELLO,
		RedisCommand_HGET,
		RedisCommand_HSET,
		RedisCommand_INCR,
		RedisCommand_INCRBY,
		RedisCommand_KEYS,
		RedisCommand_MGET,
		RedisCommand_MOVE,
		RedisCommand_MSET,
		RedisCommand_PERSIST,
		RedisCommand_PSUBSCRIBE,
		RedisCommand_PUNSUBSCRIBE,
		RedisCommand_QUIT,
		RedisCommand_RENAME,
		RedisCommand_RESET,
		RedisCommand_SET,
		RedisCommand_SSUBSCRIBE,
		RedisCommand_STRLEN,
		RedisCommand_SUBSCRIBE,
		RedisCommand_SUNSUBSCRIBE,
		RedisCommand_TTL,
		RedisCommand_TYPE,
		RedisCommand_UNSUBSCRIBE,
	};

	## SET: sets a value.
	type SetCommand: record {
		## What is set.
		key: string &log;
		## What it is set to.
		value: string &log;
		## Only if there is none yet.
		nx: bool;
		## Only if there is one already.
		xx: bool;
		## The old value is asked for.
		get: bool;
		## Lifetime in seconds.
		ex: count &optional;
		## Lifetime in milliseconds.
		px: count &optional;
		## End of life in seconds since 1970.
		exat: count &optional;
		## End of life in milliseconds since 1970.
		pxat: count &optional;
		## The old lifetime is kept.
		keep_ttl: bool;
	};

	## AUTH: logs in.
	type AuthCommand: record {
		## Who logs in; without it the default user does.
		username: string &optional;
		## The password.
		password: string;
	};

	## HELLO: agrees on a version of the protocol.
	type HelloCommand: record {
		## The version that is asked for, 2 or 3.
		requested_resp_version: string &optional;
	};

	## A command.
	type Command: record {
		## Its words.
		raw: vector of string;
		## The first of them. Some commands have two.
		name: string &log;
		## The key it is about, where that is known.
		key: string &log &optional;
		## The value it gives it, where that is known.
		value: string &log &optional;
		## The command, where it is known.
		known: Redis::RedisCommand &optional;
	};

	## What a server says.
	type ReplyData: record {
		## What is said about it.
		attributes: string &optional;
		## It as text.
		value: string &log;
		## The version of the protocol that such data came with.
		min_protocol_version: count;
	};

	## A command; raised in front of the event of its own.
	global command: event(c: connection, cmd: Redis::Command);

	## SET.
	global set_command: event(c: connection, command: Redis::SetCommand);

	## GET.
	global get_command: event(c: connection, key: string);

	## AUTH.
	global auth_command: event(c: connection, command: Redis::AuthCommand);

	## HELLO.
	global hello_command: event(c: connection, hello: Redis::HelloCommand);

	## An answer; in version 2 what is published as well, for which server_push is raised too.
	global reply: event(c: connection, data: Redis::ReplyData);

	## An answer that something went wrong.
	global error: event(c: connection, data: Redis::ReplyData);

	## What is published.
	global server_push: event(c: connection, data: Redis::ReplyData);
}
