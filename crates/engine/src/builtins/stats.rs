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
    ("get_net_stats", |cx, _| {
        let e = engine(cx)?;
        let (packets, bytes) = e.core.try_borrow().map_or((0, 0), |core| (core.packets, core.bytes));
        filled(cx, "NetStats", &[("pkts_recvd", packets), ("bytes_recvd", bytes)])
    }),
    ("get_proc_stats", process),
    ("get_file_analysis_stats", |cx, _| {
        let current = engine(cx)?.env.files.len() as u64;
        filled(cx, "FileAnalysisStats", &[("current", current)])
    }),
    ("get_dns_stats", |cx, _| filled(cx, "DNSStats", &[])),
    ("get_timer_stats", |cx, _| filled(cx, "TimerStats", &[])),
    ("get_thread_stats", |cx, _| filled(cx, "ThreadStats", &[])),
    ("get_broker_stats", |cx, _| filled(cx, "BrokerStats", &[])),
    ("get_matcher_stats", |cx, _| filled(cx, "MatcherStats", &[])),
    ("get_event_handler_stats", event_handlers),
    ("do_profiling", |_, _| Ok(Val::None)),
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

/// Time and memory of the process, as the system tells them.
fn process(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let Val::Record(record) = filled(cx, "ProcStats", &[])? else { return Ok(Val::None) };
    let now = cx.host.now();
    // Fields of stat(5) behind the name, which may hold blanks; ticks are hundredths of a second.
    let text = cx.host.read(b"/proc/self/stat").unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let number = |at: usize| fields.get(at).and_then(|f| f.parse::<u64>().ok()).unwrap_or(0);
    let ticks = |at: usize| number(at) as f64 / 100.0;
    let uptime = cx.host.read(b"/proc/uptime").unwrap_or_default();
    let uptime = String::from_utf8_lossy(&uptime).split_whitespace().next().and_then(|t| t.parse::<f64>().ok());
    let real = uptime.map_or(0.0, |up| (up - ticks(19)).max(0.0));
    let values = [
        ("debug", Val::Bool(false)),
        ("start_time", Val::Time(now - real)),
        ("real_time", Val::Interval(real)),
        ("user_time", Val::Interval(ticks(11))),
        ("system_time", Val::Interval(ticks(12))),
        ("mem", Val::Count(number(21) * 4096)),
        ("minor_faults", Val::Count(number(7))),
        ("major_faults", Val::Count(number(9))),
    ];
    for (name, value) in values {
        if let Some(slot) = record.ty.slot(name) {
            record.set(slot, value);
        }
    }
    Ok(Val::Record(record))
}

/// How often each event was handled.
fn event_handlers(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let Some(Type::Record(ty)) = cx.type_named("EventNameCounter") else {
        return Err("no script declares EventNameCounter".into());
    };
    let mut all: Vec<_> = cx.function_list().map(|(name, id)| (name.clone(), id)).collect();
    all.sort();
    let out = zander_value::Vector::new(Type::Record(ty.clone()));
    for (name, id) in all {
        let event = cx.function_info(id).is_some_and(|i| i.kind == zander_bytecode::FuncKind::Event);
        let calls = cx.handler_counts(id).into_iter().map(|(_, n)| n).max().unwrap_or(0);
        if event && calls > 0 {
            let record = Record::new(&ty);
            for (field, value) in [("name", Val::str(&*name)), ("times_called", Val::Count(calls))] {
                if let Some(slot) = ty.slot(field) {
                    record.set(slot, value);
                }
            }
            out.push(Val::Record(record));
        }
    }
    Ok(Val::Vector(out))
}

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
        ("num_packets", core.packets),
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
