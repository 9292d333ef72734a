//! Options of the lower rooms, taken from the scripts' variables of the same names.

use crate::env::Events;
use crate::weirds::Sampling;
use std::collections::HashSet;
use std::time::Duration;
use zander_capture::{Checksums, Fanout, FanoutMode, LiveOptions};
use zander_event::Declarations;
use zander_flow::{Config, ConnectionEvent, PortSet};
use zander_value::{Transport, Val};
use zander_vm::Vm;
use zander_wire::decode::{Options, Routes};
use zander_wire::layer::Layer;

/// The value of an `interval`, in seconds.
pub fn seconds(vm: &Vm, name: &str, otherwise: f64) -> f64 {
    vm.value(name).and_then(|v| v.as_seconds()).unwrap_or(otherwise)
}

fn count(vm: &Vm, name: &str, otherwise: u64) -> u64 {
    match vm.value(name) {
        Some(Val::Count(n)) => n,
        Some(Val::Int(n)) => n.max(0) as u64,
        _ => otherwise,
    }
}

fn flag(vm: &Vm, name: &str, otherwise: bool) -> bool {
    vm.value(name).and_then(|v| v.as_bool()).unwrap_or(otherwise)
}

/// The members of a set of strings.
pub fn strings(v: Option<Val>) -> HashSet<String> {
    let Some(Val::Table(t)) = v else { return HashSet::new() };
    let text = |v: Val| v.as_bytes().map(|b| String::from_utf8_lossy(b).into_owned());
    t.entries().iter().filter_map(|(k, _)| text(k.value(&t.ty))).collect()
}

fn ports(vm: &Vm, name: &str, transport: Transport) -> PortSet {
    let mut set = PortSet::default();
    if let Some(Val::Table(t)) = vm.value(name) {
        for (k, _) in t.entries() {
            if let Val::Port(p) = k.value(&t.ty)
                && p.transport == transport
            {
                set.insert(p.number);
            }
        }
    }
    set
}

/// What the flow table is told.
pub fn flow(vm: &Vm, hash_seed: u64) -> Config {
    let d = Config::default();
    let u32_of = |name, otherwise: u32| u32::try_from(count(vm, name, otherwise.into())).unwrap_or(u32::MAX);
    Config {
        likely_server_ports_tcp: ports(vm, "likely_server_ports", Transport::Tcp),
        likely_server_ports_udp: ports(vm, "likely_server_ports", Transport::Udp),
        tcp_SYN_timeout: seconds(vm, "tcp_SYN_timeout", d.tcp_SYN_timeout),
        tcp_session_timer: seconds(vm, "tcp_session_timer", d.tcp_session_timer),
        tcp_connection_linger: seconds(vm, "tcp_connection_linger", d.tcp_connection_linger),
        tcp_attempt_delay: seconds(vm, "tcp_attempt_delay", d.tcp_attempt_delay),
        tcp_close_delay: seconds(vm, "tcp_close_delay", d.tcp_close_delay),
        tcp_reset_delay: seconds(vm, "tcp_reset_delay", d.tcp_reset_delay),
        tcp_partial_close_delay: seconds(vm, "tcp_partial_close_delay", d.tcp_partial_close_delay),
        tcp_inactivity_timeout: seconds(vm, "tcp_inactivity_timeout", d.tcp_inactivity_timeout),
        udp_inactivity_timeout: seconds(vm, "udp_inactivity_timeout", d.udp_inactivity_timeout),
        icmp_inactivity_timeout: seconds(vm, "icmp_inactivity_timeout", d.icmp_inactivity_timeout),
        unknown_ip_inactivity_timeout: seconds(
            vm,
            "unknown_ip_inactivity_timeout",
            d.unknown_ip_inactivity_timeout,
        ),
        connection_status_update_interval: seconds(
            vm,
            "connection_status_update_interval",
            d.connection_status_update_interval,
        ),
        tcp_storm_thresh: u32_of("tcp_storm_thresh", d.tcp_storm_thresh),
        tcp_storm_interarrival_thresh: seconds(
            vm,
            "tcp_storm_interarrival_thresh",
            d.tcp_storm_interarrival_thresh,
        ),
        tcp_max_initial_window: count(vm, "tcp_max_initial_window", d.tcp_max_initial_window),
        tcp_max_above_hole_without_any_acks: count(
            vm,
            "tcp_max_above_hole_without_any_acks",
            d.tcp_max_above_hole_without_any_acks,
        ),
        tcp_excessive_data_without_further_acks: count(
            vm,
            "tcp_excessive_data_without_further_acks",
            d.tcp_excessive_data_without_further_acks,
        ),
        tcp_max_old_segments: u32_of("tcp_max_old_segments", d.tcp_max_old_segments),
        partial_connection_ok: flag(vm, "partial_connection_ok", d.partial_connection_ok),
        tcp_SYN_ack_ok: flag(vm, "tcp_SYN_ack_ok", d.tcp_SYN_ack_ok),
        report_gaps_for_partial: flag(vm, "report_gaps_for_partial", d.report_gaps_for_partial),
        detect_filtered_trace: flag(vm, "detect_filtered_trace", d.detect_filtered_trace),
        generic_packet_thresholds: thresholds(vm),
        max_timer_expires: u32_of("max_timer_expires", d.max_timer_expires),
        max_connections: count(vm, "Budget::max_connections", d.max_connections as u64) as usize,
        max_reassembly_bytes_per_stream: count(
            vm,
            "Budget::max_reassembly_bytes_per_stream",
            d.max_reassembly_bytes_per_stream,
        ),
        max_reassembly_bytes: count(vm, "Budget::max_reassembly_bytes", d.max_reassembly_bytes),
        hash_seed,
        ..d
    }
}

/// Tells the flow table which events are wanted that cost it work to find.
pub fn wants(vm: &Vm, events: &Events, config: &mut Config) {
    let wanted = |e| vm.queue.wanted(events.of(e));
    config.want_rexmit_inconsistency = vm.queue.wanted(events.core.rexmit_inconsistency);
    config.want_connection_reset = wanted(ConnectionEvent::connection_reset);
    config.want_connection_partial_close = wanted(ConnectionEvent::connection_partial_close);
    config.want_connection_status_update = wanted(ConnectionEvent::connection_status_update);
}

fn thresholds(vm: &Vm) -> Vec<u64> {
    let Some(Val::Table(t)) = vm.value("ConnThreshold::generic_packet_thresholds") else { return Vec::new() };
    let mut all: Vec<u64> = t.entries().iter().filter_map(|(k, _)| k.value(&t.ty).as_count()).collect();
    all.sort_unstable();
    all
}

/// What the decoder is told.
pub fn decoder(vm: &Vm, ignore_checksums: bool) -> Options {
    let mut o = Options {
        ignore_checksums: ignore_checksums || flag(vm, "ignore_checksums", false),
        max_tunnel_depth: count(vm, "Tunnel::max_depth", 4) as usize,
        max_layers: count(vm, "PacketAnalyzer::max_depth", 25) as usize,
        ..Options::default()
    };
    // A timeout of 0 keeps fragments until they are complete or the budget is spent.
    let f = &mut o.fragments;
    f.timeout = seconds(vm, "frag_timeout", f.timeout);
    f.max_datagrams = count(vm, "Budget::max_fragmented_datagrams", f.max_datagrams as u64) as usize;
    f.max_bytes = count(vm, "Budget::max_fragment_bytes", f.max_bytes as u64) as usize;
    o
}

/// Where the decoder goes on with what has no number of its own, as the options `PacketAnalyzer::…::default_analyzer` say.
pub fn routes(vm: &Vm, routes: &mut Routes) {
    for parent in [Layer::Root, Layer::Skip] {
        let option = format!("PacketAnalyzer::{}::default_analyzer", parent.name());
        if let Some(Val::Enum(item)) = vm.value(&option) {
            let tag = item.name.to_text();
            if let Some(child) = tag.rsplit("ANALYZER_").next().and_then(Layer::named) {
                routes.set_default(parent, child);
            }
        }
    }
    routes.skip = usize::try_from(count(vm, "PacketAnalyzer::SKIP::skip_bytes", 0)).unwrap_or(usize::MAX);
}

/// How interfaces are opened: by the options of `AF_Packet` when `ring`, else by those of `Pcap`. A choice that cannot be
/// met is an error.
pub fn live(vm: &Vm, ring: bool) -> Result<LiveOptions, String> {
    let mut o = LiveOptions { snap_len: count(vm, "Pcap::snaplen", 9216) as usize, ..LiveOptions::default() };
    let bytes = |name: &str, otherwise| usize::try_from(count(vm, name, otherwise)).unwrap_or(usize::MAX);
    if !ring {
        o.buffer_bytes = bytes("Pcap::bufsize", 128).saturating_mul(1 << 20);
        return Ok(o);
    }
    let chosen = |name: &str| match vm.value(name) {
        Some(Val::Enum(item)) => item.name.to_text().rsplit("::").next().unwrap_or_default().to_owned(),
        _ => String::new(),
    };
    o.buffer_bytes = bytes("AF_Packet::buffer_size", 128 << 20);
    o.block_bytes = bytes("AF_Packet::block_size", 32 << 10);
    let timeout = seconds(vm, "AF_Packet::block_timeout", 0.01);
    o.block_timeout =
        Duration::try_from_secs_f64(timeout).map_err(|e| format!("AF_Packet::block_timeout: {e}"))?;
    o.hardware_time = flag(vm, "AF_Packet::enable_hw_timestamping", false);
    // Ethernet, the default, stands for what the interface says itself.
    o.link_type = u16::try_from(count(vm, "AF_Packet::link_type", 1)).ok().filter(|n| *n != 1);
    o.checksums = match chosen("AF_Packet::checksum_validation_mode").as_str() {
        "CHECKSUM_OFF" => Checksums::Trusted,
        "CHECKSUM_KERNEL" => Checksums::Kernel,
        _ => Checksums::Checked,
    };
    if flag(vm, "AF_Packet::enable_fanout", true) {
        let mode = match chosen("AF_Packet::fanout_mode").as_str() {
            "FANOUT_CPU" => FanoutMode::Processor,
            "FANOUT_QM" => FanoutMode::Queue,
            "FANOUT_CBPF" | "FANOUT_EBPF" => {
                return Err(
                    "AF_Packet::fanout_mode: a program that chooses the worker cannot be given".into()
                );
            }
            _ => FanoutMode::Flow,
        };
        o.fanout = Some(Fanout {
            group: count(vm, "AF_Packet::fanout_id", 23) as u16,
            mode,
            defragment: flag(vm, "AF_Packet::enable_defrag", false),
        });
    }
    Ok(o)
}

/// How weirds are sampled.
pub fn sampling(vm: &Vm) -> Sampling {
    let d = Sampling::default();
    Sampling {
        threshold: count(vm, "Weird::sampling_threshold", d.threshold),
        rate: count(vm, "Weird::sampling_rate", d.rate),
        duration: seconds(vm, "Weird::sampling_duration", d.duration),
        whitelist: strings(vm.value("Weird::sampling_whitelist")),
        global_list: strings(vm.value("Weird::sampling_global_list")),
    }
}
