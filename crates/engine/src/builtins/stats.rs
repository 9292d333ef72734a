//! What the engine tells about itself.

use super::{Result, engine};
use zander_value::{Record, Type, Val};
use zander_vm::{BuiltinFn, Context};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("get_conn_stats", connections),
    ("get_event_stats", |cx, _| {
        let (queued, dispatched) = (cx.queue.queued, cx.queue.dispatched);
        filled(cx, "EventStats", &[("queued", queued), ("dispatched", dispatched)])
    }),
    ("get_reassembler_stats", |cx, _| {
        let e = engine(cx)?;
        let core = e.core.borrow();
        let (tcp, fragments) = (core.flow.stats().reassembly_bytes, core.decoder.fragments().bytes() as u64);
        drop(core);
        let all = [("file_size", 0), ("frag_size", fragments), ("tcp_size", tcp), ("unknown_size", 0)];
        filled(cx, "ReassemblerStats", &all)
    }),
    ("get_gap_stats", |cx, _| {
        let e = engine(cx)?;
        let core = e.core.borrow();
        let s = core.flow.stats();
        let all = [
            ("ack_events", s.ack_events),
            ("ack_bytes", s.ack_bytes),
            ("gap_events", s.gap_events),
            ("gap_bytes", s.gap_bytes),
        ];
        drop(core);
        filled(cx, "GapStats", &all)
    }),
];

/// A record of that type with these counts; what is not named is 0.
fn filled(cx: &mut Context<'_>, type_name: &str, counts: &[(&str, u64)]) -> Result {
    let Some(Type::Record(ty)) = cx.type_named(type_name) else {
        return Err(format!("no script declares {type_name}").into());
    };
    let r = Record::new(&ty);
    for slot in 0..ty.len() {
        if !r.has(slot) && ty.field(slot).is_some_and(|f| matches!(f.ty, Type::Count) && !f.optional) {
            r.set(slot, Val::Count(0));
        }
    }
    for (name, n) in counts {
        if let Some(slot) = ty.slot(name) {
            r.set(slot, Val::Count(*n));
        }
    }
    Ok(Val::Record(r))
}

fn connections(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let e = engine(cx)?;
    let core = e.core.borrow();
    let s = core.flow.stats();
    let f = core.decoder.fragments();
    let total: u64 = s.begun.iter().sum();
    let current: u64 = s.current.iter().sum();
    let all = [
        ("total_conns", total),
        ("current_conns", current),
        ("sess_current_conns", current),
        ("num_fragments", f.len() as u64),
        ("max_fragments", f.len() as u64),
        ("num_tcp_conns", s.current[0]),
        ("max_tcp_conns", s.peak[0]),
        ("cumulative_tcp_conns", s.begun[0]),
        ("num_udp_conns", s.current[1]),
        ("max_udp_conns", s.peak[1]),
        ("cumulative_udp_conns", s.begun[1]),
        ("num_icmp_conns", s.current[2]),
        ("max_icmp_conns", s.peak[2]),
        ("cumulative_icmp_conns", s.begun[2]),
        ("killed_by_inactivity", s.ended_by_inactivity),
    ];
    drop(core);
    filled(cx, "ConnStats", &all)
}
