//! Looking up and steering connections.

use super::{Result, engine, is_tcp, record_at, with_connection};
use crate::env::Request;
use std::rc::Rc;
use zander_flow::Direction;
use zander_value::{FileVal, Val};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("connection_exists", |cx, a| {
        let (e, id) = (engine(cx)?, record_at(a, 0)?);
        Ok(Val::Bool(with_connection(&e, &id, |_, _| ()).is_some()))
    }),
    ("lookup_connection", lookup),
    ("get_conn_transport_proto", transport),
    ("skip_further_processing", |cx, a| request(cx, a, Request::Skip)),
    ("set_record_packets", |cx, a| {
        let on = a.get(1).and_then(Val::as_bool).unwrap_or(true);
        change(cx, a, |c| c.payload.record_packets = on)
    }),
    ("set_contents_file", set_contents_file),
    ("get_contents_file", get_contents_file),
    ("set_inactivity_timeout", set_inactivity_timeout),
    ("get_orig_seq", |cx, a| sequence(cx, a, Direction::Orig)),
    ("get_resp_seq", |cx, a| sequence(cx, a, Direction::Resp)),
    ("set_current_conn_bytes_threshold", |cx, a| {
        let (n, d) = threshold(a);
        change(cx, a, |c| c.set_bytes_threshold(d, n))
    }),
    ("set_current_conn_packets_threshold", |cx, a| {
        let (n, d) = threshold(a);
        change(cx, a, |c| c.set_packets_threshold(d, n))
    }),
    ("set_current_conn_duration_threshold", |cx, a| {
        let seconds = a.get(1).and_then(Val::as_seconds).unwrap_or(0.0);
        change(cx, a, |c| c.set_duration_threshold(seconds))
    }),
    ("get_current_conn_bytes_threshold", |cx, a| {
        let d = direction(a, 1);
        look(cx, a, Val::Count(0), |c| Val::Count(c.bytes_threshold(d)))
    }),
    ("get_current_conn_packets_threshold", |cx, a| {
        let d = direction(a, 1);
        look(cx, a, Val::Count(0), |c| Val::Count(c.packets_threshold(d)))
    }),
    ("get_current_conn_duration_threshold", |cx, a| {
        look(cx, a, Val::Interval(0.0), |c| Val::Interval(c.duration_threshold()))
    }),
];

type Conn = zander_flow::Connection<crate::connection::Payload>;

fn direction(args: &[Val], at: usize) -> Direction {
    Direction::from_is_orig(args.get(at).and_then(Val::as_bool).unwrap_or(true))
}

fn threshold(args: &[Val]) -> (u64, Direction) {
    (args.get(1).and_then(Val::as_count).unwrap_or(0), direction(args, 2))
}

fn unknown(cx: &mut Context<'_>) {
    cx.error("connection ID not a known connection");
}

/// Changes a connection; false, with an error, when it is not known.
fn change(cx: &mut Context<'_>, args: &[Val], f: impl FnOnce(&mut Conn)) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let found = with_connection(&e, &id, |_, c| f(c)).is_some();
    if !found {
        unknown(cx);
    }
    Ok(Val::Bool(found))
}

fn look(cx: &mut Context<'_>, args: &[Val], otherwise: Val, f: impl FnOnce(&mut Conn) -> Val) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    match with_connection(&e, &id, |_, c| f(c)) {
        Some(v) => Ok(v),
        None => {
            unknown(cx);
            Ok(otherwise)
        }
    }
}

fn request(cx: &mut Context<'_>, args: &[Val], make: fn(zander_flow::ConnId) -> Request) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    match with_connection(&e, &id, |conn, _| conn) {
        Some(conn) => {
            e.env.requests.borrow_mut().push(make(conn));
            Ok(Val::Bool(true))
        }
        None => Ok(Val::Bool(false)),
    }
}

fn lookup(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let key = super::key_of(&e, &id);
    if let (Some(key), Ok(mut core)) = (key, e.core.try_borrow_mut())
        && let Some(conn) = core.flow.find(&key).and_then(|c| core.flow.get_mut(c))
    {
        return Ok(Val::Record(e.env.record(cx, conn)));
    }
    cx.error("connection ID not a known connection");
    // Something has to be returned: a connection about which nothing is known but its addresses.
    let made = zander_value::Record::new(&e.env.types.connection);
    if let Some(slot) = made.ty.slot("id") {
        made.set(slot, Val::Record(id));
    }
    for (name, v) in [
        ("start_time", Val::Time(0.0)),
        ("duration", Val::Interval(0.0)),
        ("history", Val::str("")),
        ("uid", Val::str("")),
    ] {
        if let Some(slot) = made.ty.slot(name) {
            made.set(slot, v);
        }
    }
    Ok(Val::Record(made))
}

fn transport(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let found = with_connection(&e, &id, |_, c| c.transport());
    if found.is_none() {
        unknown(cx);
    }
    Ok(Val::Enum(e.env.types.transport_item(found.unwrap_or(zander_flow::Transport::Other))))
}

fn sequence(cx: &mut Context<'_>, args: &[Val], d: Direction) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let seq = with_connection(&e, &id, |_, c| if is_tcp(c) { c.size(d) } else { 0 });
    Ok(Val::Count(seq.unwrap_or(0)))
}

fn set_inactivity_timeout(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let seconds = args.get(1).and_then(Val::as_seconds).unwrap_or(0.0);
    let found = with_connection(&e, &id, |conn, c| (conn, c.inactivity_timeout()));
    match found {
        Some((conn, old)) => {
            e.env.requests.borrow_mut().push(Request::InactivityTimeout(conn, seconds));
            Ok(Val::Interval(old))
        }
        None => Ok(Val::Interval(0.0)),
    }
}

/// Which directions a `CONTENTS_*` constant names.
fn contents_directions(n: u64) -> &'static [usize] {
    match n {
        1 => &[0],
        2 => &[1],
        3 => &[0, 1],
        _ => &[],
    }
}

fn set_contents_file(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let which = args.get(1).and_then(Val::as_count).unwrap_or(0);
    let Some(Val::File(file)) = args.get(2) else { return Ok(Val::Bool(false)) };
    let handle = file.handle;
    let done = with_connection(&e, &id, |_, c| {
        if which == 0 {
            c.payload.contents = [None, None];
        }
        for &d in contents_directions(which) {
            if let Some(slot) = c.payload.contents.get_mut(d) {
                *slot = Some(handle);
            }
        }
    });
    Ok(Val::Bool(done.is_some()))
}

fn get_contents_file(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let which = args.get(1).and_then(Val::as_count).unwrap_or(0);
    let handle = with_connection(&e, &id, |_, c| {
        contents_directions(which).first().and_then(|&d| c.payload.contents.get(d).copied().flatten())
    });
    match handle.flatten() {
        Some(handle) => Ok(Val::File(Rc::new(FileVal { handle, name: "".into() }))),
        None => Err("there is no contents file for this connection".into()),
    }
}
