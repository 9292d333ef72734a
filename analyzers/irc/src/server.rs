//! Replies of servers, by their numbers (RFC 2812, section 5).

use crate::Shared;
use crate::parse::{Line, cut, number, number_before, trailing, words};
use zander_analyzer::Context;

/// Raises the event of a reply; true when the connection goes on in TLS.
pub fn reply(cx: &mut Context<'_>, shared: &Shared, code: u64, line: &Line<'_>) -> bool {
    let (e, orig, params) = (&shared.events, false, line.params);
    let parts = words(params);
    match code {
        // RPL_LUSERCLIENT
        251 => {
            let n = |word| number_before(&parts, word);
            e.irc_network_info(cx, orig, n(b"user"), n(b"service"), n(b"server"));
        }
        // RPL_LUSERCHANNELS
        254 => e.irc_channel_info(cx, orig, parts.get(1).and_then(|p| number(p)).unwrap_or_default()),
        // RPL_LUSERME
        255 => {
            let n = |word| number_before(&parts, word);
            let users = n(b"user").max(n(b"client"));
            e.irc_server_info(cx, orig, users, n(b"service"), n(b"server"));
        }
        // RPL_GLOBALUSERS
        266 => {
            let name = params.iter().position(|b| *b == b' ').map(|space| params.split_at(space + 1));
            match name.and_then(|(name, rest)| Some((name, colon(rest)?))) {
                Some((name, text)) => e.irc_global_users(cx, orig, name, text),
                None => cx.weird("invalid_irc_global_users_reply", ""),
            }
        }
        // RPL_WHOISUSER: nickname, user, host, an asterisk, real name
        311 => match parts[..] {
            [_, nick, user, host, _, ..] => {
                e.irc_whois_user_line(cx, orig, nick, user, host, colon(params).unwrap_or_default());
            }
            _ => cx.weird("irc_invalid_whois_user_line", ""),
        },
        // RPL_WHOISOPERATOR
        313 => match parts.get(1) {
            Some(nick) => e.irc_whois_operator_line(cx, orig, nick),
            None => cx.weird("irc_invalid_whois_operator_line", ""),
        },
        // RPL_WHOISCHANNELS: who asks stands first, the rest is told as it comes
        319 => match parts.split_first() {
            Some((nick, rest)) if !rest.is_empty() => {
                e.irc_whois_channel_line(cx, orig, nick, &shared.set(rest.iter().copied()));
            }
            _ => cx.weird("irc_invalid_whois_channel_line", ""),
        },
        // RPL_TOPIC: of fewer than two words it is taken for malformed, as users' logs have it, and complained of only where
        // somebody wants topics
        332 => match (&parts[..], colon(params)) {
            ([_, channel, _, _, ..], Some(topic)) => e.irc_channel_topic(cx, orig, channel, topic),
            _ if e.wants_irc_channel_topic(cx) => cx.weird("irc_invalid_topic_reply", ""),
            _ => {}
        },
        // RPL_WHOREPLY
        352 => who_line(cx, shared, params),
        // RPL_NAMREPLY: who asks, kind of channel, channel, names with their standing
        353 => match parts[..] {
            [_, kind, channel, ref names @ ..] => {
                let names = names.iter().map(|n| {
                    let n = trailing(n);
                    n.strip_prefix(b"@").or_else(|| n.strip_prefix(b"+")).unwrap_or(n)
                });
                let names = shared.set(names.filter(|n| !n.is_empty()));
                e.irc_names_info(cx, orig, kind, channel, &names);
            }
            _ => cx.weird("irc_invalid_names_line", ""),
        },
        // RPL_YOUREOPER, ERR_NOOPERHOST
        381 => e.irc_oper_response(cx, orig, true),
        491 => e.irc_oper_response(cx, orig, false),
        // ERR_ERRONEUSNICKNAME, ERR_NICKNAMEINUSE
        432 | 433 => e.irc_invalid_nick(cx, orig),
        // RPL_STARTTLS of many servers
        670 => {
            e.irc_starttls(cx);
            return true;
        }
        _ => e.irc_reply(cx, orig, line.prefix, code, params),
    }
    false
}

/// What follows the first colon.
fn colon(params: &[u8]) -> Option<&[u8]> {
    let at = params.iter().position(|b| *b == b':')?;
    params.get(at + 1..)
}

fn who_line(cx: &mut Context<'_>, shared: &Shared, params: &[u8]) {
    let (mut head, mut rest) = ([&b""[..]; 8], params);
    for word in &mut head {
        let Some((w, r)) = cut(rest) else { return cx.weird("irc_invalid_who_line", "") };
        (*word, rest) = (w, r);
    }
    let [target, channel, user, host, server, nick, standing, hops] = head;
    let hops = number(trailing(hops)).unwrap_or_default();
    shared.events.irc_who_line(cx, false, target, channel, user, host, server, nick, standing, hops, rest);
}
