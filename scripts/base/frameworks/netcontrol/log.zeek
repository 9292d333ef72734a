##! netcontrol.log: what was asked of plugins, and what came of it.

@load base/frameworks/logging
@load ./plugin

module NetControl;

export {
	redef enum Log::ID += { LOG };

	## Decides over each line of netcontrol.log.
	global log_policy: Log::PolicyHook;

	## Kinds of lines.
	type InfoCategory: enum {
		## About the framework.
		MESSAGE,
		## Something went wrong.
		ERROR,
		## About a rule.
		RULE,
	};

	## What came of a rule.
	type InfoState: enum {
		## It was handed to a plugin.
		REQUESTED,
		## It is in effect.
		SUCCEEDED,
		## It was in effect before.
		EXISTS,
		## It could not be put into effect.
		FAILED,
		## It was taken back.
		REMOVED,
		## Its time was over.
		TIMEOUT,
	};

	## A line of netcontrol.log.
	type Info: record {
		## When it happened.
		ts: time &log;
		## The rule.
		rule_id: string &log &optional;
		## The kind of line.
		category: InfoCategory &log &optional;
		## What was to be done with the rule.
		cmd: string &log &optional;
		## What came of it.
		state: InfoState &log &optional;
		## What the rule does.
		action: string &log &optional;
		## To whom.
		target: TargetType &log &optional;
		## What it is about.
		entity_type: string &log &optional;
		entity: string &log &optional;
		## What it changes.
		mod: string &log &optional;
		## More, in words.
		msg: string &log &optional;
		## Its priority.
		priority: int &log &optional;
		## For how long it holds.
		expire: interval &log &optional;
		## Why it was made.
		location: string &log &optional;
		## The plugin.
		plugin: string &log &optional;
	};

	## Raised with each line of netcontrol.log.
	global log_netcontrol: event(rec: Info);
}

event zeek_init() &priority=5
	{
	Log::create_stream(LOG, Log::Stream($columns=Info, $ev=log_netcontrol, $path="netcontrol", $policy=log_policy));
	}

# Parts of a flow, with a mark for those that are not set.
function flow_text(f: Flow): string
	{
	local text = fmt("%s/%s->%s/%s", f?$src_h ? cat(f$src_h) : "*", f?$src_p ? fmt("%d", f$src_p) : "*",
	                 f?$dst_h ? cat(f$dst_h) : "*", f?$dst_p ? fmt("%d", f$dst_p) : "*");

	if ( f?$src_m || f?$dst_m )
		text += fmt(" (%s->%s)", f?$src_m ? f$src_m : "*", f?$dst_m ? f$dst_m : "*");

	return text;
	}

function change_text(m: FlowMod): string
	{
	local text = fmt("Src: %s/%s (%s) Dst: %s/%s (%s)", m?$src_h ? cat(m$src_h) : "_",
	                 m?$src_p ? fmt("%d", m$src_p) : "_", m?$src_m ? m$src_m : "_", m?$dst_h ? cat(m$dst_h) : "_",
	                 m?$dst_p ? fmt("%d", m$dst_p) : "_", m?$dst_m ? m$dst_m : "_");

	return m?$redirect_port ? fmt("%s -> %d", text, m$redirect_port) : text;
	}

function entity_to_info(info: Info, e: Entity)
	{
	info$entity_type = cat(e$ty);

	switch ( e$ty )
		{
		case ADDRESS:
			info$entity = cat(e$ip);
			break;

		case CONNECTION:
			info$entity = fmt("%s/%d<->%s/%d", e$conn$orig_h, e$conn$orig_p, e$conn$resp_h, e$conn$resp_p);
			break;

		case FLOW:
			info$entity = flow_text(e$flow);
			break;

		case MAC:
			info$entity = e$mac;
			break;
		}
	}

function rule_to_info(info: Info, r: Rule)
	{
	info$action = cat(r$ty);
	info$target = r$target;
	info$rule_id = r$id;
	info$priority = r$priority;

	if ( r?$expire )
		info$expire = r$expire;

	if ( r?$location && r$location != "" )
		info$location = r$location;

	if ( r$ty == REDIRECT )
		info$mod = fmt("-> %d", r$out_port);

	if ( r$ty == MODIFY )
		info$mod = change_text(r$mod);

	entity_to_info(info, r$entity);
	}

function log_msg(msg: string, p: PluginState)
	{
	Log::write(LOG, Info($ts=network_time(), $category=MESSAGE, $msg=msg, $plugin=p$plugin$name(p)));
	}

function log_msg_no_plugin(msg: string)
	{
	Log::write(LOG, Info($ts=network_time(), $category=MESSAGE, $msg=msg));
	}

function log_error(msg: string, p: PluginState)
	{
	Log::write(LOG, Info($ts=network_time(), $category=ERROR, $msg=msg, $plugin=p$plugin$name(p)));
	}

function log_rule(r: Rule, cmd: string, state: InfoState, p: PluginState, msg: string &default="")
	{
	local info = Info($ts=network_time(), $category=RULE, $cmd=cmd, $state=state, $plugin=p$plugin$name(p));

	if ( msg != "" )
		info$msg = msg;

	rule_to_info(info, r);
	Log::write(LOG, info);
	}

function log_rule_error(r: Rule, msg: string, p: PluginState)
	{
	local info = Info($ts=network_time(), $category=ERROR, $msg=msg, $plugin=p$plugin$name(p));
	rule_to_info(info, r);
	Log::write(LOG, info);
	}

function log_rule_no_plugin(r: Rule, state: InfoState, msg: string)
	{
	local info = Info($ts=network_time(), $category=RULE, $state=state, $msg=msg);
	rule_to_info(info, r);
	Log::write(LOG, info);
	}
