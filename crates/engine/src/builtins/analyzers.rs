//! Analyzers: which there are, on which ports, on which connections.

use super::{Result, engine, record_at, with_connection};
use crate::env::{Match, Request};
use std::rc::Rc;
use zander_analyzer::signatures::Content;
use zander_analyzer::{Direction, Expected, Tag};
use zander_builtins::{complain, complain_of};
use zander_flow::Transport;
use zander_value::{EnumItem, Str, Val};
use zander_vm::{BuiltinFn, Context, RuntimeError, Severity};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Analyzer::__enable_analyzer", |cx, a| enable(cx, a, true)),
    ("Analyzer::__disable_analyzer", |cx, a| enable(cx, a, false)),
    ("Analyzer::__disable_all_analyzers", disable_all),
    ("Analyzer::__register_for_port", register_for_port),
    ("Analyzer::__schedule_analyzer", schedule),
    ("Analyzer::__name", name),
    ("Analyzer::name", name),
    ("Analyzer::__tag", tag),
    ("Analyzer::__has_tag", |cx, a| {
        let name = text(a.first())?;
        Ok(Val::Bool(find_item(cx, &name).is_some()))
    }),
    ("disable_analyzer", disable_analyzer),
    ("match_signatures", match_signatures),
    ("lookup_connection_analyzer_id", analyzer_id),
    ("current_analyzer", |cx, _| Ok(Val::Count(cx.queue.analyzer.into()))),
    ("is_protocol_analyzer", |_, a| Ok(Val::Bool(item(a, 0)?.name.as_bytes().starts_with(b"Analyzer::")))),
    ("is_packet_analyzer", |_, a| {
        Ok(Val::Bool(item(a, 0)?.name.as_bytes().starts_with(b"PacketAnalyzer::")))
    }),
    ("is_file_analyzer", |_, a| Ok(Val::Bool(item(a, 0)?.name.as_bytes().starts_with(b"Files::")))),
    ("skip_http_entity_data", |cx, a| {
        let d = Direction::of(a.get(1).and_then(Val::as_bool).unwrap_or(true));
        command(cx, a, "HTTP", "skip_http_entity_data", d)
    }),
    ("WebSocket::__configure_analyzer", |cx, a| configure(cx, a, "WebSocket::__configure_analyzer")),
    ("skip_smtp_data", |cx, a| command(cx, a, "SMTP", "skip_smtp_data", Direction::Orig)),
    ("set_ssl_established", |cx, a| command(cx, a, "SSL", "set_ssl_established", Direction::Orig)),
    ("set_secret", |cx, a| configure_kind(cx, a, "SSL", "set_secret")),
    ("set_keys", |cx, a| configure_kind(cx, a, "SSL", "set_keys")),
];

fn item(args: &[Val], at: usize) -> Result<Rc<EnumItem>> {
    match args.get(at) {
        Some(Val::Enum(e)) => Ok(e.clone()),
        _ => Err("the analyzer is not set".into()),
    }
}

fn text(v: Option<&Val>) -> Result<String> {
    match v {
        Some(Val::Str(s)) => Ok(s.to_text().into_owned()),
        _ => Err(RuntimeError::new("the string is not set")),
    }
}

fn enable(cx: &mut Context<'_>, args: &[Val], on: bool) -> Result {
    let (e, item) = (engine(cx)?, item(args, 0)?);
    if item.name.as_bytes().ends_with(b"ANALYZER_TCPSTATS") {
        // It sees packets, not a stream: the engine counts in its place.
        e.env.tcp_stats.enabled.set(on);
        return Ok(Val::Bool(true));
    }
    Ok(Val::Bool(e.env.analyzers.by_item(&item).is_some_and(|t| e.env.analyzers.enable(t, on))))
}

fn disable_all(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let e = engine(cx)?;
    for t in e.env.analyzers.tags() {
        e.env.analyzers.enable(t, false);
    }
    Ok(Val::None)
}

fn register_for_port(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, item) = (engine(cx)?, item(args, 0)?);
    let Some(Val::Port(port)) = args.get(1) else { return Err("the port is not set".into()) };
    // A protocol that this engine does not speak yet may be registered all the same: scripts need not know.
    Ok(Val::Bool(match e.env.analyzers.by_item(&item) {
        Some(t) => e.env.analyzers.register_port(t, *port),
        None => true,
    }))
}

fn schedule(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let e = engine(cx)?;
    let orig = args.first().and_then(Val::as_addr);
    let resp = args.get(1).and_then(Val::as_addr);
    let (Some(orig), Some(resp), Some(Val::Port(port))) = (orig, resp, args.get(2)) else {
        return Err("the addresses and the port have to be set".into());
    };
    if cx.network_time() == 0.0 {
        cx.report_plain(Severity::Warning, "cannot schedule analyzers before processing begins; ignored");
        return Ok(Val::Bool(true));
    }
    let item = item(args, 3)?;
    let timeout = args.get(4).and_then(Val::as_seconds).unwrap_or(0.0);
    let Some(tag) = e.env.analyzers.by_item(&item) else { return Ok(Val::Bool(false)) };
    let any = orig.octets().iter().all(|b| *b == 0) || orig.to_v4() == Some([0; 4]);
    let until = cx.network_time() + timeout;
    e.env.analyzers.expect(Expected { orig: (!any).then_some(orig), resp, port: *port, tag, until });
    Ok(Val::Bool(true))
}

/// The canonical name of a tag: `HTTP` of `Analyzer::ANALYZER_HTTP`.
fn plain_name(item: &EnumItem) -> String {
    let full = item.name.to_text();
    let last = full.rsplit("::").next().unwrap_or_default();
    last.strip_prefix("ANALYZER_").unwrap_or(last).to_owned()
}

fn name(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, item) = (engine(cx)?, item(args, 0)?);
    let mut names = e.env.analyzer_names.borrow_mut();
    if let Some(name) = names.get(item.name.as_bytes()) {
        return Ok(Val::Str(name.clone()));
    }
    let known: Option<Tag> = e.env.analyzers.by_item(&item);
    let name = known.map_or_else(|| plain_name(&item), |t| e.env.analyzers.name(t).to_owned());
    let name = Str::from(name.as_str());
    names.insert(item.name.clone(), name.clone());
    Ok(Val::Str(name))
}

/// The tag of an analyzer's name, of whichever kind, letter case aside.
fn find_item(cx: &mut Context<'_>, name: &str) -> Option<Rc<EnumItem>> {
    use zander_event::Declarations;
    let wanted = name.to_ascii_uppercase();
    ["Analyzer::Tag", "PacketAnalyzer::Tag", "Files::Tag"].iter().find_map(|ty| {
        let items = cx.enumeration(ty)?.items();
        items.into_iter().find(|i| plain_name(i).to_ascii_uppercase() == wanted)
    })
}

fn tag(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let name = text(args.first())?;
    match find_item(cx, &name) {
        Some(i) => Ok(Val::Enum(i)),
        None => Err(RuntimeError::new(format!("there is no analyzer {name}"))),
    }
}

fn disable_analyzer(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let aid = args.get(1).and_then(Val::as_count).unwrap_or(0) as u32;
    let told = args.get(2).and_then(Val::as_bool).unwrap_or(true);
    let prevent = args.get(3).and_then(Val::as_bool).unwrap_or(false);
    let found = with_connection(cx, &e, &id, |_, c| c.payload.tree.tag_of(aid));
    let Some(tag) = found else {
        if told {
            cx.report_plain(Severity::Error, "cannot find connection");
        }
        return Ok(Val::Bool(false));
    };
    let Some(tag) = tag else {
        if told {
            complain(cx, "connection does not have analyzer specified to disable");
        }
        return Ok(Val::Bool(false));
    };
    if !allowed(cx, &e, &id, tag, aid) {
        return Ok(Val::Bool(false));
    }
    let removed = with_connection(cx, &e, &id, |_, c| c.payload.tree.remove(aid, prevent));
    Ok(Val::Bool(removed.unwrap_or(false)))
}

/// Asks the hook `Analyzer::disabling_analyzer`.
fn allowed(
    cx: &mut Context<'_>,
    e: &crate::engine::Shared,
    id: &zander_value::RecordRef,
    tag: Tag,
    aid: u32,
) -> bool {
    let Some(hook) = cx.function("Analyzer::disabling_analyzer") else { return true };
    if cx.handler_counts(hook).is_empty() {
        return true;
    }
    let Some(item) = e.env.analyzers.item(tag).cloned() else { return true };
    let key = super::key_of(cx, e, id);
    let record = key.and_then(|k| super::with_key(e, &k, |conn| e.env.record(cx, conn)));
    let Some(record) = record else { return true };
    match zander_vm::Vm::call(cx, hook, &[Val::Record(record), Val::Enum(item), Val::Count(aid.into())]) {
        Ok(v) => v.as_bool().unwrap_or(true),
        Err(error) => {
            cx.report_error(&error);
            true
        }
    }
}

/// The id of the analyzer of TCP, UDP or ICMP itself; no other has it.
const ROOT_ID: u64 = u32::MAX as u64;

fn analyzer_id(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id, item) = (engine(cx)?, record_at(args, 0)?, item(args, 1)?);
    let Some(transport) = with_connection(cx, &e, &id, |_, c| c.transport()) else {
        complain_of(cx, "connection ID not a known connection", &Val::Record(id));
        return Ok(Val::Count(0));
    };
    // The transport's own analyzer is the root of every tree.
    let root = match transport {
        Transport::Tcp => "Analyzer::ANALYZER_TCP",
        Transport::Udp => "Analyzer::ANALYZER_UDP",
        Transport::Icmp => "Analyzer::ANALYZER_ICMP",
        Transport::Other => "",
    };
    if item.name.as_bytes() == root.as_bytes() {
        return Ok(Val::Count(ROOT_ID));
    }
    let tag = e.env.analyzers.by_item(&item);
    let found = tag.and_then(|t| with_connection(cx, &e, &id, |_, c| c.payload.tree.find(t)).flatten());
    Ok(Val::Count(found.unwrap_or(0).into()))
}

fn command(cx: &mut Context<'_>, args: &[Val], analyzer: &str, name: &str, d: Direction) -> Result {
    let (e, c) = (engine(cx)?, record_at(args, 0)?);
    let Val::Record(id) = c.get_named("id") else { return Ok(Val::Bool(false)) };
    let Some(tag) = e.env.analyzers.by_name(analyzer) else { return Ok(Val::Bool(false)) };
    let done = with_connection(cx, &e, &id, |_, c| c.payload.tree.command(tag, name, d));
    Ok(Val::Bool(done.unwrap_or(false)))
}

/// A connection, and what its analyzer of a kind is told.
fn configure_kind(cx: &mut Context<'_>, args: &[Val], analyzer: &str, name: &'static str) -> Result {
    let (e, c) = (engine(cx)?, record_at(args, 0)?);
    let tag = e.env.analyzers.by_name(analyzer);
    let (Val::Record(tuple), Some(value), Some(tag)) = (c.get_named("id"), args.get(1), tag) else {
        return Ok(Val::Bool(false));
    };
    let found = with_connection(cx, &e, &tuple, |conn, c| c.payload.tree.find(tag).map(|id| (conn, id)));
    let Some((conn, id)) = found.flatten() else { return Ok(Val::Bool(false)) };
    e.env.requests.borrow_mut().push(Request::Configure { conn, id, name, value: value.clone() });
    Ok(Val::Bool(true))
}

/// A connection, the id of one of its analyzers, and what it is told.
fn configure(cx: &mut Context<'_>, args: &[Val], name: &'static str) -> Result {
    let (e, c) = (engine(cx)?, record_at(args, 0)?);
    let id = args.get(1).and_then(Val::as_count).unwrap_or(0) as u32;
    let (Val::Record(tuple), Some(value)) = (c.get_named("id"), args.get(2)) else {
        return Ok(Val::Bool(false));
    };
    let Some(conn) = with_connection(cx, &e, &tuple, |conn, _| conn) else {
        return Ok(Val::Bool(false));
    };
    e.env.requests.borrow_mut().push(Request::Configure { conn, id, name, value: value.clone() });
    Ok(Val::Bool(true))
}

/// Kinds of content by the numbers that scripts have for them.
const CONTENTS: [Content; 9] = [
    Content::FileMagic,
    Content::Payload,
    Content::HttpRequest,
    Content::HttpRequestBody,
    Content::HttpRequestHeader,
    Content::HttpReplyBody,
    Content::HttpReplyHeader,
    Content::Ftp,
    Content::Finger,
];

/// Shows a text to signatures when the handlers of the packet have run.
fn match_signatures(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, c) = (engine(cx)?, record_at(args, 0)?);
    let flag = |at: usize| args.get(at).and_then(Val::as_bool).unwrap_or(false);
    let kind = match args.get(1) {
        Some(Val::Int(n)) => usize::try_from(*n).ok().and_then(|n| CONTENTS.get(n)),
        _ => None,
    };
    let (Val::Record(tuple), Some(&content), Some(Val::Str(text))) = (c.get_named("id"), kind, args.get(2))
    else {
        return Ok(Val::Bool(false));
    };
    let Some(conn) = with_connection(cx, &e, &tuple, |conn, _| conn) else {
        return Ok(Val::Bool(false));
    };
    let (from, text) = (Direction::of(flag(5)), text.clone());
    // A line that begins, and a matcher that forgets, both start anew.
    let (first, last) = (flag(3) || flag(6), flag(4));
    let wanted = Match { conn, content, from, text, first, last };
    e.env.requests.borrow_mut().push(Request::Match(Box::new(wanted)));
    Ok(Val::Bool(true))
}
