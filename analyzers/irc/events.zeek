##! IRC: the records and events of the analyzer.

module GLOBAL;

redef enum Analyzer::Tag += {
	Analyzer::ANALYZER_IRC,
	Analyzer::ANALYZER_IRC_DATA,
};

redef enum AllAnalyzers::Tag += {
	AllAnalyzers::ANALYZER_ANALYZER_IRC,
	AllAnalyzers::ANALYZER_ANALYZER_IRC_DATA,
};

## Somebody in a channel.
type irc_join_info: record {
	## Who enters.
	nick: string;
	## What is entered.
	channel: string;
	## The channel's password.
	password: string;
	## What the user may do there.
	usermode: string;
};

## Some of them.
type irc_join_list: set[irc_join_info];

## How many channels a server has.
global irc_channel_info: event(c: connection, is_orig: bool, chans: count);

## A channel's topic, as a server tells it.
global irc_channel_topic: event(c: connection, is_orig: bool, channel: string, topic: string);

## A client offers a direct connection to another.
##
## prefix: who offers, where servers say so.
##
## target: who it is offered to.
##
## dcc_type: what for: SEND, CHAT.
##
## argument: the name of the file.
##
## address: where the offer waits.
##
## dest_port: its port.
##
## size: bytes of the file; 0 when that is not told.
global irc_dcc_message: event(c: connection, is_orig: bool, prefix: string, target: string, dcc_type: string, argument: string, address: addr, dest_port: count, size: count);

## How many bytes of a file its receiver has.
global irc_dcc_send_ack: event(c: connection, bytes_received: count);

## ERROR: a connection ends.
global irc_error_message: event(c: connection, is_orig: bool, prefix: string, message: string);

## How many users a network has, in words.
global irc_global_users: event(c: connection, is_orig: bool, prefix: string, msg: string);

## A nickname is refused.
global irc_invalid_nick: event(c: connection, is_orig: bool);

## INVITE: somebody is asked into a channel.
global irc_invite_message: event(c: connection, is_orig: bool, prefix: string, nickname: string, channel: string);

## JOIN: somebody enters channels.
global irc_join_message: event(c: connection, is_orig: bool, info_list: irc_join_list);

## KICK: somebody is thrown out of a channel.
global irc_kick_message: event(c: connection, is_orig: bool, prefix: string, chans: string, users: string, comment: string);

## A server's command that has no event of its own.
global irc_message: event(c: connection, is_orig: bool, prefix: string, command: string, message: string);

## MODE: of a user or a channel.
global irc_mode_message: event(c: connection, is_orig: bool, prefix: string, params: string);

## Who is in a channel.
##
## c_type: whether it is public (=), private (*) or secret (@).
global irc_names_info: event(c: connection, is_orig: bool, c_type: string, channel: string, users: string_set);

## How many users, services and servers a network has.
global irc_network_info: event(c: connection, is_orig: bool, users: count, services: count, servers: count);

## NICK: a new nickname.
global irc_nick_message: event(c: connection, is_orig: bool, who: string, newnick: string);

## NOTICE: a message that must not be answered by programs.
global irc_notice_message: event(c: connection, is_orig: bool, source: string, target: string, message: string);

## OPER: somebody wants to be an operator.
global irc_oper_message: event(c: connection, is_orig: bool, user: string, password: string);

## Whether somebody became an operator.
global irc_oper_response: event(c: connection, is_orig: bool, got_oper: bool);

## PART: somebody leaves channels.
global irc_part_message: event(c: connection, is_orig: bool, nick: string, chans: string_set, message: string);

## PASS: the password of a connection.
global irc_password_message: event(c: connection, is_orig: bool, password: string);

## PRIVMSG: a message.
global irc_privmsg_message: event(c: connection, is_orig: bool, source: string, target: string, message: string);

## QUIT: somebody leaves.
global irc_quit_message: event(c: connection, is_orig: bool, nick: string, message: string);

## A server's reply that has no event of its own.
global irc_reply: event(c: connection, is_orig: bool, prefix: string, code: count, params: string);

## A client's command that has no event of its own.
global irc_request: event(c: connection, is_orig: bool, prefix: string, command: string, arguments: string);

## How many clients, services and servers a server has.
global irc_server_info: event(c: connection, is_orig: bool, users: count, services: count, servers: count);

## SQUERY: a message to a service.
global irc_squery_message: event(c: connection, is_orig: bool, source: string, target: string, message: string);

## SQUIT: a server leaves the network.
global irc_squit_message: event(c: connection, is_orig: bool, prefix: string, server: string, message: string);

## The connection goes on in TLS.
global irc_starttls: event(c: connection);

## USER: who a client says it is.
global irc_user_message: event(c: connection, is_orig: bool, user: string, host: string, server: string, real_name: string);

## A line of the answer to WHO.
global irc_who_line: event(c: connection, is_orig: bool, target_nick: string, channel: string, user: string, host: string, server: string, nick: string, params: string, hops: count, real_name: string);

## WHO: users are looked for.
##
## oper: operators alone.
global irc_who_message: event(c: connection, is_orig: bool, mask: string, oper: bool);

## The channels of a user, from the answer to WHOIS.
global irc_whois_channel_line: event(c: connection, is_orig: bool, nick: string, chans: string_set);

## WHOIS: users are asked about.
global irc_whois_message: event(c: connection, is_orig: bool, server: string, users: string);

## A user is an operator, from the answer to WHOIS.
global irc_whois_operator_line: event(c: connection, is_orig: bool, nick: string);

## Who a user is, from the answer to WHOIS.
global irc_whois_user_line: event(c: connection, is_orig: bool, nick: string, user: string, host: string, real_name: string);
