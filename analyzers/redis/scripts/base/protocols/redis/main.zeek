##! redis.log: a line for each command, written with its answer.
##!
##! Commands and answers are numbered and paired in order. Clients may switch answers off for one command or for many,
##! and some commands never get one: their numbers are passed over.

@load base/frameworks/logging
@load base/frameworks/analyzer
@load base/frameworks/reporter
@load base/protocols/conn/removal-hooks

module Redis;

export {
	redef enum Log::ID += { LOG };

	## Ports of Redis.
	const ports = { 6379/tcp } &redef;

	redef likely_server_ports += { ports };

	## A line of redis.log.
	type Info: record {
		## When the command was seen.
		ts: time &log;
		## Unique name of the connection.
		uid: string &log;
		## Addresses and ports.
		id: conn_id &log;
		## The command.
		cmd: Command &log;
		## Whether it worked; unset without an answer.
		success: bool &log &optional;
		## The answer.
		reply: ReplyData &log &optional;
	};

	## Decides over each line of the log.
	global log_policy: Log::PolicyHook;

	## Runs when a connection ends.
	global finalize_redis: Conn::RemovalHook;

	## Commands that get no answer, by their numbers. The end is not part of it; without one there are none any more.
	type NoReplyRange: record {
		begin: count;
		end: count &optional;
	};

	## Versions of the protocol.
	type RESPVersion: enum {
		RESP2,
		RESP3,
	};

	## What is known of a connection.
	type State: record {
		## Commands without their answers, and answers without their commands.
		pending: table[count] of Info;
		## Number of the last command.
		current_command: count &default=0;
		## Number of the command that the last answer was for.
		current_reply: count &default=0;
		## Commands for which answers are switched off.
		no_reply_ranges: vector of NoReplyRange;
		## Commands that get no answer whatever is switched on.
		skip_commands: set[count];
		## The stream could not be read.
		violation: bool &default=F;
		## The server publishes instead of answering.
		subscribed_mode: bool &default=F;
		## The version that is spoken.
		resp_version: RESPVersion &default=RESP2;
	};

	## Most commands that may await answers.
	option max_pending_commands = 10000;

	## Commands after which the server publishes, in version 2.
	global enter_subscribed_mode: set[RedisCommand] = set(RedisCommand_PSUBSCRIBE, RedisCommand_SSUBSCRIBE, RedisCommand_SUBSCRIBE);

	## Commands after which it answers again.
	global exit_subscribed_mode: set[RedisCommand] = set(RedisCommand_RESET, RedisCommand_QUIT);

	## Commands that get no answer of their own.
	global no_response_commands: set[RedisCommand] = set(RedisCommand_PSUBSCRIBE, RedisCommand_PUNSUBSCRIBE,
	    RedisCommand_SSUBSCRIBE, RedisCommand_SUBSCRIBE, RedisCommand_SUNSUBSCRIBE, RedisCommand_UNSUBSCRIBE);
}

redef record connection += {
	## The line of the last command or answer.
	redis: Info &optional;
	## What is known of this connection.
	redis_state: State &optional;
};

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $path="redis", $policy=log_policy));
	Analyzer::register_for_ports(Analyzer::ANALYZER_REDIS, ports);
	}

event analyzer_violation_info(atype: AllAnalyzers::Tag, info: AnalyzerViolationInfo)
	{
	if ( atype == Analyzer::ANALYZER_REDIS && info?$c && info$c?$redis_state )
		info$c$redis_state$violation = T;
	}

function state_of(c: connection): State
	{
	if ( ! c?$redis_state )
		{
		c$redis_state = State();
		Conn::register_removal_hook(c, finalize_redis);
		}

	return c$redis_state;
	}

# CLIENT REPLY OFF, ON or SKIP.
function switch_answers(s: State, how: string)
	{
	local last = |s$no_reply_ranges|;
	local off = last > 0 && ! s$no_reply_ranges[last - 1]?$end;
	local n = s$current_command;

	if ( how == "on" )
		{
		if ( off )
			s$no_reply_ranges[last - 1]$end = n;
		}
	else if ( off )
		return;
	else if ( how == "off" )
		s$no_reply_ranges += NoReplyRange($begin=n);
	else if ( how == "skip" )
		s$no_reply_ranges += NoReplyRange($begin=n, $end=n + 2);
	}

event Redis::hello_command(c: connection, hello: HelloCommand)
	{
	local s = state_of(c);

	if ( hello?$requested_resp_version && hello$requested_resp_version == "3" )
		s$resp_version = RESP3;
	}

event Redis::command(c: connection, cmd: Command)
	{
	local s = state_of(c);

	if ( max_pending_commands > 0 && |s$pending| > max_pending_commands )
		{
		Reporter::conn_weird("Redis_excessive_pipelining", c);
		delete c$redis_state;
		return;
		}

	local n = ++s$current_command;

	if ( cmd?$known )
		{
		if ( s$resp_version == RESP2 )
			s$subscribed_mode = cmd$known in enter_subscribed_mode && cmd$known !in exit_subscribed_mode;

		if ( s$subscribed_mode || cmd$known in no_response_commands )
			add s$skip_commands[n];

		if ( cmd$known == RedisCommand_CLIENT && |cmd$raw| == 3 )
			switch_answers(s, to_lower(cmd$raw[2]));
		}

	s$pending[n] = Info($ts=network_time(), $uid=c$uid, $id=c$id, $cmd=cmd);
	c$redis = s$pending[n];
	}

# The number of the command that the next answer is for.
function next_reply(s: State): count
	{
	local next_one = s$current_reply + 1;
	local n = next_one;

	for ( _, range in s$no_reply_ranges )
		if ( range?$end && next_one >= range$begin && next_one < range$end )
			n = range$end;

	while ( n in s$skip_commands )
		{
		delete s$skip_commands[n];
		++n;
		}

	return n;
	}

# An answer writes its command, and those before it that got none.
function answered(c: connection, data: ReplyData, success: bool)
	{
	local s = state_of(c);
	local n = s$current_reply;
	s$current_reply = next_reply(s);

	while ( n < s$current_reply )
		{
		if ( n in s$pending )
			{
			Log::write(LOG, s$pending[n]);
			delete s$pending[n];
			}
		++n;
		}

	if ( n !in s$pending )
		return;

	local info = s$pending[n];
	info$reply = data;
	info$success = success;
	c$redis = info;
	Log::write(LOG, info);
	delete s$pending[n];
	}

event Redis::reply(c: connection, data: ReplyData)
	{
	local s = state_of(c);

	if ( data$min_protocol_version == 3 )
		{
		s$resp_version = RESP3;
		s$subscribed_mode = F;
		}

	if ( s$subscribed_mode )
		{
		event Redis::server_push(c, data);
		return;
		}

	answered(c, data, T);

	if ( s$current_command == s$current_reply )
		clear_table(s$skip_commands);
	}

event Redis::error(c: connection, data: ReplyData)
	{
	answered(c, data, F);
	}

hook finalize_redis(c: connection)
	{
	if ( ! c?$redis_state || c$redis_state$violation || c$redis_state$current_reply == 0 )
		return;

	for ( _, info in c$redis_state$pending )
		Log::write(LOG, info);
	}
