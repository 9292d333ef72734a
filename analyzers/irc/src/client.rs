//! Commands (RFC 2812, section 3). Clients send them, and servers pass them on with a prefix.

use crate::Shared;
use crate::events::IrcJoinInfo;
use crate::parse::{self, DccFault, Line, cut, list, trailing, words};
use std::net::{IpAddr, Ipv4Addr};
use zander_analyzer::{Context, Direction};
use zander_value::{Key, Table, Val};

/// Raises the event of a command. What has no event of its own is told as a request or a message.
pub fn command(cx: &mut Context<'_>, shared: &Shared, from: Direction, line: &Line<'_>) {
    let (e, orig, params) = (&shared.events, from.is_orig(), line.params);
    let parts = words(params);
    let part = |at: usize| parts.get(at).copied().unwrap_or_default();
    match &*line.command {
        b"PRIVMSG" | b"NOTICE" | b"SQUERY" => message(cx, shared, orig, line),
        b"USER" => {
            known(cx, orig);
            e.irc_user_message(cx, orig, part(0), part(1), part(2), &real_name(&parts));
        }
        b"NICK" => {
            known(cx, orig);
            e.irc_nick_message(cx, orig, line.nick(), trailing(part(0)));
        }
        b"PASS" => {
            known(cx, orig);
            e.irc_password_message(cx, orig, trailing(params));
        }
        b"OPER" => match parts[..] {
            [user, password] => {
                known(cx, orig);
                e.irc_oper_message(cx, orig, user, password);
            }
            _ => cx.weird("irc_invalid_oper_message_format", ""),
        },
        b"JOIN" => join(cx, shared, orig, line),
        b"PART" => {
            known(cx, orig);
            let (channels, text) = cut(params).unwrap_or((params, b""));
            e.irc_part_message(cx, orig, line.nick(), &shared.set(list(channels, b',')), trailing(text));
        }
        b"QUIT" => {
            known(cx, orig);
            e.irc_quit_message(cx, orig, line.nick(), trailing(params));
        }
        b"KICK" => {
            let Some((channels, rest)) = cut(params) else {
                return cx.weird("irc_invalid_kick_message_format", "");
            };
            known(cx, orig);
            let (users, comment) = cut(rest).unwrap_or((rest, b""));
            e.irc_kick_message(cx, orig, line.prefix, channels, users, trailing(comment));
        }
        b"MODE" if params.is_empty() => cx.weird("irc_invalid_mode_message_format", ""),
        b"MODE" => {
            known(cx, orig);
            e.irc_mode_message(cx, orig, line.prefix, params);
        }
        b"INVITE" => match parts[..] {
            [nick, channel] => {
                known(cx, orig);
                e.irc_invite_message(cx, orig, line.prefix, nick, trailing(channel));
            }
            _ => cx.weird("irc_invalid_invite_message_format", ""),
        },
        b"WHO" if parts.len() > 2 => cx.weird("irc_invalid_who_message_format", ""),
        b"WHO" => {
            known(cx, orig);
            e.irc_who_message(cx, orig, trailing(part(0)), part(1) == b"o");
        }
        b"WHOIS" => {
            let (server, users) = match parts[..] {
                [users] => (&b""[..], users),
                [server, users, ..] => (server, users),
                [] => return cx.weird("irc_invalid_whois_message_format", ""),
            };
            known(cx, orig);
            e.irc_whois_message(cx, orig, server, users);
        }
        b"SQUIT" => {
            known(cx, orig);
            let (server, text) = cut(params).unwrap_or((params, b""));
            e.irc_squit_message(cx, orig, line.prefix, server, trailing(text));
        }
        b"ERROR" => e.irc_error_message(cx, orig, line.prefix, trailing(params)),
        _ if orig => e.irc_request(cx, orig, line.prefix, &line.command, params),
        _ => e.irc_message(cx, orig, line.prefix, &line.command, params),
    }
}

/// A client that says this speaks IRC.
fn known(cx: &mut Context<'_>, orig: bool) {
    if orig {
        cx.confirm();
    }
}

/// The fourth word and what follows: users write it with a colon and spaces. Words but the one with the colon keep a
/// space behind them: so it has always been logged.
fn real_name(parts: &[&[u8]]) -> Vec<u8> {
    let mut name = Vec::new();
    for part in parts.iter().skip(3) {
        match part.strip_prefix(b":") {
            Some(p) => name.extend_from_slice(p),
            None => {
                name.extend_from_slice(part);
                name.push(b' ');
            }
        }
    }
    name
}

fn message(cx: &mut Context<'_>, shared: &Shared, orig: bool, line: &Line<'_>) {
    let e = &shared.events;
    let kind = &*line.command;
    let Some((target, text)) = cut(line.params) else {
        return cx.weird(
            match kind {
                b"PRIVMSG" => "irc_invalid_privmsg_message_format",
                b"NOTICE" => "irc_invalid_notice_message_format",
                _ => "irc_invalid_squery_message_format",
            },
            "",
        );
    };
    let text = trailing(text);
    let offer = text.strip_prefix(b"\x01").unwrap_or(text).strip_prefix(b"DCC ");
    match (kind, offer) {
        (b"PRIVMSG", Some(offer)) => {
            dcc(cx, shared, orig, line, target, offer.strip_suffix(b"\x01").unwrap_or(offer))
        }
        (b"PRIVMSG", None) => {
            known(cx, orig);
            e.irc_privmsg_message(cx, orig, line.prefix, target, text);
        }
        (b"NOTICE", _) => {
            known(cx, orig);
            e.irc_notice_message(cx, orig, line.prefix, target, text);
        }
        _ => {
            known(cx, orig);
            e.irc_squery_message(cx, orig, line.prefix, target, text);
        }
    }
}

fn dcc(cx: &mut Context<'_>, shared: &Shared, orig: bool, line: &Line<'_>, target: &[u8], offer: &[u8]) {
    match parse::dcc(offer) {
        Ok(d) => {
            known(cx, orig);
            let address = IpAddr::from(Ipv4Addr::from_bits(d.address)).into();
            let (port, size) = (d.port.into(), d.size);
            shared.events.irc_dcc_message(
                cx,
                orig,
                line.prefix,
                target,
                d.kind,
                d.argument,
                address,
                port,
                size,
            );
        }
        Err(DccFault::Format) => cx.weird("irc_invalid_dcc_message_format", ""),
        Err(DccFault::Host) => cx.weird("irc_invalid_dcc_host", ""),
        Err(DccFault::Port(told)) => cx.weird("irc_invalid_dcc_port", told.to_string()),
    }
}

fn join(cx: &mut Context<'_>, shared: &Shared, orig: bool, line: &Line<'_>) {
    let e = &shared.events;
    let parts = words(line.params);
    let channels = list(trailing(parts.first().copied().unwrap_or_default()), b',');
    if channels.is_empty() {
        return cx.weird("irc_invalid_join_line", "");
    }
    known(cx, orig);
    if !e.wants_irc_join_message(cx) {
        return;
    }
    // Servers put other things behind the channel than keys.
    let keys = match parts.get(1) {
        Some(keys) if orig => list(keys, b','),
        _ => Vec::new(),
    };
    let set = Table::new(&shared.joins, None);
    for (at, channel) in channels.into_iter().enumerate() {
        let info = IrcJoinInfo {
            nick: line.nick(),
            channel,
            password: keys.get(at).copied().unwrap_or_default(),
            usermode: b"",
        };
        if let Some(key) = Key::single(&info.val(e)) {
            set.insert_key(key, Val::None, 0.0);
        }
    }
    e.irc_join_message(cx, orig, &Val::Table(set));
}
