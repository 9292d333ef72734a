//! Looking up and steering connections.

use super::{Result, engine, is_tcp, record_at, with_connection};
use crate::engine::Shared;
use crate::handler::Handler;
use zander_builtins::complain_of;
use zander_flow::{ConnId, Direction};
use zander_value::{Addr, Port, Record, Transport, Val};
use zander_vm::{BuiltinFn, Context, Severity};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("connection_exists", |cx, a| {
        let (e, id) = (engine(cx)?, record_at(a, 0)?);
        Ok(Val::Bool(with_connection(cx, &e, &id, |_, _| ()).is_some()))
    }),
    ("lookup_connection", lookup),
    ("get_conn_transport_proto", transport),
    ("Conn::conn_state", |cx, a| {
        let (e, c) = (engine(cx)?, record_at(a, 0)?);
        let Some(Val::Enum(transport)) = a.get(1) else { return Err("the protocol is not set".into()) };
        Ok(Val::Str(e.env.totals.state(&e.env.types, &c, transport)))
    }),
    ("Conn::note_totals", |cx, a| {
        let (e, c, info) = (engine(cx)?, record_at(a, 0)?, record_at(a, 2)?);
        let Some(Val::Enum(transport)) = a.get(1) else { return Err("the protocol is not set".into()) };
        e.env.totals.note(&e.env.types, &c, transport, &info);
        Ok(Val::None)
    }),
    ("skip_further_processing", |cx, a| {
        let (e, id) = (engine(cx)?, record_at(a, 0)?);
        Ok(Val::Bool(with_connection(cx, &e, &id, |_, c| c.set_skip(true)).is_some()))
    }),
    ("set_record_packets", |cx, a| {
        let on = a.get(1).and_then(Val::as_bool).unwrap_or(true);
        let (e, id) = (engine(cx)?, record_at(a, 0)?);
        let found = with_connection(cx, &e, &id, |_, c| c.payload.rare_mut().unrecorded = !on);
        Ok(Val::Bool(found.is_some()))
    }),
    // No analyzer of logins is spoken here, so no connection has such a state. Zeek gives F then, whatever the declaration
    // says, and prints it so.
    ("get_login_state", |_, _| Ok(Val::Bool(false))),
    ("set_login_state", |_, _| Ok(Val::Bool(false))),
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

/// For the functions about thresholds.
fn unknown(cx: &mut Context<'_>) {
    cx.report_plain(Severity::Error, "cannot find connection");
}

/// Changes what a connection waits for, and tells at once what has been reached already; false, with an error, when
/// the connection is not known.
fn change(cx: &mut Context<'_>, args: &[Val], f: impl FnOnce(&mut Conn)) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let found = with_connection(cx, &e, &id, |conn, c| {
        f(c);
        conn
    });
    match found {
        Some(conn) => settle(cx, &e, conn),
        None => unknown(cx),
    }
    Ok(Val::Bool(found.is_some()))
}

/// Carries out what was changed on a connection, unless its packet is just being processed: then that is done after it.
fn settle(cx: &mut Context<'_>, e: &Shared, conn: ConnId) {
    let Ok(mut core) = e.core.try_borrow_mut() else { return };
    let mut queue = std::mem::take(&mut cx.queue);
    let vm: &mut zander_vm::Vm = cx;
    core.flow.settle(conn, &mut Handler::new(&e.env, vm, &mut queue));
    cx.queue = queue;
}

fn look(cx: &mut Context<'_>, args: &[Val], otherwise: Val, f: impl FnOnce(&mut Conn) -> Val) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    match with_connection(cx, &e, &id, |_, c| f(c)) {
        Some(v) => Ok(v),
        None => {
            unknown(cx);
            Ok(otherwise)
        }
    }
}

fn lookup(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let key = super::key_of(cx, &e, &id);
    if let Some(record) = key.and_then(|key| super::with_key(&e, &key, |conn| e.env.record(cx, conn))) {
        return Ok(Val::Record(record));
    }
    complain_of(cx, "connection ID not a known connection", &Val::Record(id));
    // Something has to be returned: a connection about which nothing is known.
    let made = Record::new(&e.env.types.connection);
    let nobody = Record::new(&e.env.types.conn_id);
    let nowhere = Port { number: 0, transport: Transport::Udp };
    for (name, v) in [
        ("orig_h", Val::addr(Addr::v4([0; 4]))),
        ("orig_p", Val::Port(nowhere)),
        ("resp_h", Val::addr(Addr::v4([0; 4]))),
        ("resp_p", Val::Port(nowhere)),
    ] {
        set(&nobody, name, v);
    }
    for (name, v) in [
        ("id", Val::Record(nobody)),
        ("start_time", Val::Time(0.0)),
        ("duration", Val::Interval(0.0)),
        ("history", Val::str("")),
        ("uid", Val::str("")),
    ] {
        set(&made, name, v);
    }
    Ok(Val::Record(made))
}

fn set(record: &Record, field: &str, v: Val) {
    if let Some(slot) = record.ty.slot(field) {
        record.set(slot, v);
    }
}

fn transport(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let found = with_connection(cx, &e, &id, |_, c| c.transport());
    if found.is_none() {
        complain_of(cx, "unknown connection id in get_conn_transport_proto()", &Val::Record(id));
    }
    Ok(Val::Enum(e.env.types.transport_item(found.unwrap_or(zander_flow::Transport::Other))))
}

fn sequence(cx: &mut Context<'_>, args: &[Val], d: Direction) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let seq = with_connection(cx, &e, &id, |_, c| if is_tcp(c) { c.end(d).next_sequence() } else { 0 });
    Ok(Val::Count(seq.unwrap_or(0).into()))
}

fn set_inactivity_timeout(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let seconds = args.get(1).and_then(Val::as_seconds).unwrap_or(0.0);
    let found = with_connection(cx, &e, &id, |conn, c| {
        let old = c.inactivity_timeout();
        c.set_inactivity_timeout(seconds);
        (conn, old)
    });
    if let Some((conn, _)) = found {
        settle(cx, &e, conn);
    }
    Ok(Val::Interval(found.map_or(0.0, |(_, old)| old)))
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
    let file = file.clone();
    let done = with_connection(cx, &e, &id, |_, c| {
        let contents = &mut c.payload.rare_mut().contents;
        if which == 0 {
            *contents = [None, None];
        }
        for &d in contents_directions(which) {
            if let Some(slot) = contents.get_mut(d) {
                *slot = Some(file.clone());
            }
        }
    });
    Ok(Val::Bool(done.is_some()))
}

fn get_contents_file(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let (e, id) = (engine(cx)?, record_at(args, 0)?);
    let which = args.get(1).and_then(Val::as_count).unwrap_or(0);
    let file = with_connection(cx, &e, &id, |_, c| {
        let contents = &c.payload.rare()?.contents;
        contents_directions(which).first().and_then(|&d| contents.get(d).cloned().flatten())
    });
    file.flatten().map(Val::File).ok_or_else(|| "there is no contents file for this connection".into())
}
