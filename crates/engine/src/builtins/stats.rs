//! What the engine tells about itself.

use super::{Result, engine};
use std::fs;
use std::ops::DerefMut;
use zander_value::format::text;
use zander_value::{Key, Record, Table, Type, Val};
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
    ("get_net_stats", capture),
    ("get_proc_stats", process),
    ("get_reporter_stats", weirds),
    ("get_event_handler_stats", handlers),
    ("get_timer_stats", |cx, _| {
        let e = engine(cx)?;
        let core = e.core.borrow();
        let (current, (max, all)) = (core.flow.timers() as u64, core.flow.timer_totals());
        drop(core);
        filled(cx, "TimerStats", &[("current", current), ("max", max as u64), ("cumulative", all)])
    }),
    ("get_file_analysis_stats", |cx, _| {
        let e = engine(cx)?;
        let current = e.env.files.len() as u64;
        let (max, all) = e.env.files.totals();
        filled(cx, "FileAnalysisStats", &[("current", current), ("max", max), ("cumulative", all)])
    }),
    // One thread, and no look-ups or peers that would be worth counting.
    ("get_dns_stats", |cx, _| filled(cx, "DNSStats", &[])),
    // All signatures of a direction are one automaton, made when it is first needed.
    ("get_matcher_stats", |cx, _| filled(cx, "MatcherStats", &[("matchers", 2)])),
    ("get_thread_stats", |cx, _| filled(cx, "ThreadStats", &[])),
    ("get_broker_stats", |cx, _| filled(cx, "BrokerStats", &[])),
    ("do_profiling", profile),
    ("dump_rule_stats", |cx, args| {
        let Some(Val::File(f)) = args.first() else { return Err("the file is not set".into()) };
        Ok(Val::Bool(cx.host.write(f.handle, b"2 matchers, one automaton each\n").is_ok()))
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

/// Writes what is counted into the file that `profiling_file` holds; without one there is nothing to do.
fn profile(cx: &mut Context<'_>, _: &[Val]) -> Result {
    const ASKED: [&str; 6] = [
        "get_conn_stats",
        "get_event_stats",
        "get_reassembler_stats",
        "get_timer_stats",
        "get_file_analysis_stats",
        "get_proc_stats",
    ];
    let Some(Val::File(file)) = cx.global("profiling_file") else { return Ok(Val::None) };
    for name in ASKED {
        let Some(id) = cx.function(name) else { continue };
        let stats = cx.deref_mut().call(id, &[])?;
        let line = format!("{:.6} {name} {}\n", cx.network_time(), text(&stats).escape_ascii());
        if let Err(e) = cx.host.write(file.handle, line.as_bytes()) {
            cx.warning(format!("do_profiling: {e}"));
            break;
        }
    }
    Ok(Val::None)
}

/// What was taken in, and what the interface counted.
fn capture(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let e = engine(cx)?;
    let c = e.env.input.borrow().counters;
    // While a packet is taken apart, it is not counted yet.
    let (packets, bytes) = e.core.try_borrow().map_or((0, 0), |core| (core.packets, core.bytes));
    let all = [
        ("pkts_recvd", packets),
        ("pkts_dropped", c.dropped),
        ("pkts_link", c.on_link),
        ("bytes_recvd", bytes),
    ];
    filled(cx, "NetStats", &all)
}

/// A field of /proc/self/stat, counted from 1 as proc(5) does; 0 where there is no such file.
fn process_field(text: &str, number: usize) -> u64 {
    // The second field is a name in parentheses that may contain anything.
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let at = number.saturating_sub(3);
    rest.split_ascii_whitespace().nth(at).and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Resources of the process, from proc(5). Times there are in hundredths of a second.
fn process(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let uptime = fs::read_to_string("/proc/uptime").unwrap_or_default();
    let uptime: f64 = uptime.split(' ').next().and_then(|t| t.parse().ok()).unwrap_or(0.0);
    let status_number = |name: &str| {
        let line = status.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default();
        line.split_ascii_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0u64)
    };
    let seconds = |field| process_field(&stat, field) as f64 / 100.0;
    let age = (uptime - seconds(22)).max(0.0);
    let switches = status_number("voluntary_ctxt_switches:") + status_number("nonvoluntary_ctxt_switches:");
    let counts = [
        ("mem", status_number("VmHWM:").saturating_mul(1024)),
        ("minor_faults", process_field(&stat, 10)),
        ("major_faults", process_field(&stat, 12)),
        ("num_context", switches),
    ];
    let record = filled(cx, "ProcStats", &counts)?;
    let now = cx.host.now();
    if let Val::Record(r) = &record {
        for (name, v) in [
            ("debug", Val::Bool(cfg!(debug_assertions))),
            ("start_time", Val::Time(now - age)),
            ("real_time", Val::Interval(age)),
            ("user_time", Val::Interval(seconds(14))),
            ("system_time", Val::Interval(seconds(15))),
        ] {
            if let Some(slot) = r.ty.slot(name) {
                r.set(slot, v);
            }
        }
    }
    Ok(record)
}

/// Weirds so far, also by name.
fn weirds(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let e = engine(cx)?;
    let totals = e.env.weirds.borrow().totals.clone();
    let record = filled(cx, "ReporterStats", &[("weirds", totals.values().sum())])?;
    if let Val::Record(r) = &record
        && let Some(slot) = r.ty.slot("weirds_by_type")
        && let Some(Type::Table(ty)) = r.ty.field(slot).map(|f| f.ty.clone())
    {
        let table = Table::new(&ty, None);
        for (name, n) in totals {
            if let Some(key) = Key::single(&Val::str(name.as_bytes())) {
                table.insert_key(key, Val::Count(n), 0.0);
            }
        }
        r.set(slot, Val::Table(table));
    }
    Ok(record)
}

/// How often each event was handled.
fn handlers(cx: &mut Context<'_>, _: &[Val]) -> Result {
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
        ("total_conns", total),
        ("current_conns", current),
        ("sess_current_conns", current),
        ("num_packets", core.packets),
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

#[cfg(test)]
mod tests {
    use super::process_field;

    #[test]
    fn fields_are_counted_behind_the_name() {
        let text = "12 (a (b) c) S 1 2 3 4 5 6 70 8 90";
        for (number, want) in [(4, 1), (10, 70), (12, 90), (40, 0)] {
            assert_eq!(process_field(text, number), want, "{number}");
        }
    }
}
