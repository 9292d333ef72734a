//! Where packets come from, the packet at hand, packets written and packets dropped.

use super::{Result, engine, record_at};
use crate::forms::Form;
use crate::frames::{PacketForm, Saved, split_time};
use crate::layers::Layers;
use crate::packet_filter::End;
use std::collections::HashMap;
use zander_capture::{Frame as Captured, Timestamp, Writer};
use zander_value::{Addr, Record, Subnet, Type, Val};
use zander_vm::{BuiltinFn, Context};
use zander_wire::packet::{FrameMeta, Packet, Transport};
use zander_wire::tcp::TcpOption;
use zander_wire::{Decoder, Layer, Sink, Weird};

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("packet_source", packet_source),
    ("reading_live_traffic", |cx, _| Ok(Val::Bool(engine(cx)?.env.input.borrow().is_live))),
    ("reading_traces", |cx, _| Ok(Val::Bool(engine(cx)?.env.input.borrow().is_trace))),
    ("get_current_packet", |cx, _| {
        let e = engine(cx)?;
        let saved = e.env.frame.borrow();
        Ok(e.env.packet_form.value(&saved.frame()))
    }),
    ("get_current_packet_header", |cx, _| {
        let e = engine(cx)?;
        let saved = e.env.frame.borrow();
        let mut meta = FrameMeta::new(saved.frame());
        Decoder::default().decode(&mut meta, &mut First::default());
        Ok(e.env.headers.raw(&meta))
    }),
    ("get_current_packet_ts", |cx, _| Ok(Val::Time(engine(cx)?.env.frame.borrow().time))),
    ("dump_current_packet", |cx, a| {
        let e = engine(cx)?;
        let saved = e.env.frame.borrow();
        if !saved.is_set {
            return Ok(Val::Bool(false));
        }
        dump(cx, &saved, a.first())
    }),
    ("dump_packet", |cx, a| {
        let source = engine(cx)?.env.input.borrow().link_type;
        let source = source.map_or(zander_wire::LinkType::ETHERNET, zander_wire::LinkType);
        match PacketForm::read(&record_at(a, 0)?, source) {
            Some(packet) => dump(cx, &packet, a.get(1)),
            None => Err("a field of the packet is not set".into()),
        }
    }),
    ("install_src_addr_filter", |cx, a| install(cx, a, End::Source)),
    ("install_src_net_filter", |cx, a| install(cx, a, End::Source)),
    ("install_dst_addr_filter", |cx, a| install(cx, a, End::Destination)),
    ("install_dst_net_filter", |cx, a| install(cx, a, End::Destination)),
    ("uninstall_src_addr_filter", |cx, a| uninstall(cx, a, End::Source)),
    ("uninstall_src_net_filter", |cx, a| uninstall(cx, a, End::Source)),
    ("uninstall_dst_addr_filter", |cx, a| uninstall(cx, a, End::Destination)),
    ("uninstall_dst_net_filter", |cx, a| uninstall(cx, a, End::Destination)),
    ("PacketAnalyzer::register_packet_analyzer", register),
    ("PacketAnalyzer::try_register_packet_analyzer_by_name", register_by_name),
    ("PacketAnalyzer::register_protocol_detection", detect),
    ("PacketAnalyzer::__enable_analyzer", |cx, a| enable(cx, a, true)),
    ("PacketAnalyzer::__disable_analyzer", |cx, a| enable(cx, a, false)),
    ("PacketAnalyzer::__set_ignore_checksums_nets", |cx, a| {
        let e = engine(cx)?;
        let Some(Val::Table(t)) = a.first() else { return Ok(Val::Bool(false)) };
        let nets = t.entries().into_iter().filter_map(|(k, _)| subnet(&k.value(&t.ty))).collect();
        e.env.ignore_checksums_nets.replace(nets);
        Ok(Val::Bool(true))
    }),
    // What is known of a tunnel goes with its connection.
    ("PacketAnalyzer::TEREDO::remove_teredo_connection", |cx, a| forget(cx, a)),
    ("PacketAnalyzer::GTPV1::remove_gtpv1_connection", |cx, a| forget(cx, a)),
    ("PacketAnalyzer::Geneve::get_options", |cx, _| Ok(engine(cx)?.env.tunnels.geneve_options_value())),
    ("PacketAnalyzer::PPPoE::session_id", |cx, _| {
        let e = engine(cx)?;
        let saved = e.env.frame.borrow();
        Ok(Val::Count(pppoe_session(&saved).map_or(u64::MAX, u64::from)))
    }),
    ("TCP::raw_options", raw_options),
];

/// What scripts may ask about the source of packets.
#[derive(Default, Debug)]
pub struct Input {
    pub is_live: bool,
    pub is_trace: bool,
    /// Files or interfaces by name.
    pub path: String,
    /// LINKTYPE number.
    pub link_type: Option<u16>,
    pub counters: Counters,
}

/// Counters of an interface (`get_net_stats`).
#[derive(Default, Debug, Clone, Copy)]
pub struct Counters {
    /// For which there was no room.
    pub dropped: u64,
    /// Seen on the link, those that a filter kept out included; 0 where that is not known.
    pub on_link: u64,
}

fn packet_source(cx: &mut Context<'_>, _: &[Val]) -> Result {
    let e = engine(cx)?;
    let Some(Type::Record(ty)) = cx.type_named("PacketSource") else {
        return Err("no script declares PacketSource".into());
    };
    let input = e.env.input.borrow();
    let r = Record::new(&ty);
    if input.path.is_empty() {
        return Ok(Val::Record(r));
    }
    let link = input.link_type.map_or(-1, i64::from);
    let none = 0xffff_ffff;
    for (name, v) in [
        ("live", Val::Bool(input.is_live)),
        ("path", Val::str(&input.path)),
        ("link_type", Val::Int(link)),
        ("netmask", Val::Count(none)),
    ] {
        if let Some(slot) = ty.slot(name) {
            r.set(slot, v);
        }
    }
    Ok(Val::Record(r))
}

/// Capture files that scripts write, by name.
#[derive(Default)]
struct Dumps(HashMap<String, Writer>);

fn dump(cx: &mut Context<'_>, packet: &Saved, name: Option<&Val>) -> Result {
    let Some(name) = name.and_then(Val::as_bytes).map(|b| String::from_utf8_lossy(b).into_owned()) else {
        return Err("the name of the file is not set".into());
    };
    let (seconds, micros) = split_time(packet.time);
    let frame = Captured {
        time: Timestamp { seconds, nanoseconds: micros * 1000 },
        data: &packet.data,
        wire_len: packet.wire_len,
        link_type: packet.link_type,
        interface: 0,
        fault: None,
        short_option: None,
        checksums_verified: false,
    };
    let dumps = cx.state::<Dumps>();
    if !dumps.0.contains_key(&name) {
        match Writer::create(&name) {
            Ok(w) => drop(dumps.0.insert(name.clone(), w)),
            Err(error) => {
                cx.error(format!("cannot write packets: {error}"));
                return Ok(Val::Bool(false));
            }
        }
    }
    let written = cx.state::<Dumps>().0.get_mut(&name).map(|w| w.write(&frame).and_then(|()| w.finish()));
    match written {
        Some(Err(error)) => {
            cx.error(format!("cannot write packets: {error}"));
            Ok(Val::Bool(false))
        }
        _ => Ok(Val::Bool(true)),
    }
}

/// A network, or an address as the network that it is alone in.
fn subnet(v: &Val) -> Option<Subnet> {
    match v {
        Val::Subnet(s) => Some(**s),
        other => other.as_addr().map(|a: Addr| Subnet::new(a, a.bits())),
    }
}

fn install(cx: &mut Context<'_>, args: &[Val], end: End) -> Result {
    let e = engine(cx)?;
    let Some(net) = args.first().and_then(subnet) else { return Ok(Val::Bool(false)) };
    let flags = args.get(1).and_then(Val::as_count).unwrap_or(0);
    let probability = match args.get(2) {
        Some(Val::Double(p)) => *p,
        _ => 1.0,
    };
    e.env.packet_filter.install(end, net, flags as u8, probability);
    Ok(Val::Bool(true))
}

fn uninstall(cx: &mut Context<'_>, args: &[Val], end: End) -> Result {
    let e = engine(cx)?;
    let net = args.first().and_then(subnet);
    Ok(Val::Bool(net.is_some_and(|n| e.env.packet_filter.uninstall(end, n))))
}

/// The last part of a tag's name, `UDP` of `PacketAnalyzer::ANALYZER_UDP`.
fn tag_name(v: Option<&Val>) -> String {
    let Some(Val::Enum(item)) = v else { return String::new() };
    let name = item.name.to_text();
    name.rsplit("ANALYZER_").next().unwrap_or_default().to_owned()
}

/// Ports of tunnels over UDP are one thing that scripts may register, numbers of link layers the other. How IP carries
/// transports is settled, so that registering what is so already succeeds without effect.
fn register(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let e = engine(cx)?;
    let identifier = args.get(1).and_then(Val::as_count).unwrap_or(0);
    let Some(Val::Enum(child)) = args.get(2) else { return Err("the analyzer is not set".into()) };
    if tag_name(args.first()) == "UDP"
        && let Some(kind) = e.env.tunnels.by_item(child)
    {
        let Ok(port) = u16::try_from(identifier) else { return Ok(Val::Bool(false)) };
        e.env.tunnels.register(port, kind);
    }
    let layer = |v| Layer::named(&tag_name(v));
    if let (Some(parent), Some(child)) = (layer(args.first()), layer(args.get(2)))
        && let (Ok(number), Ok(mut core)) = (u32::try_from(identifier), e.core.try_borrow_mut())
    {
        core.decoder.routes.register(parent, number, child);
    }
    Ok(Val::Bool(true))
}

fn register_by_name(cx: &mut Context<'_>, args: &[Val]) -> Result {
    use zander_event::Declarations;
    let Some(tags) = cx.enumeration("PacketAnalyzer::Tag") else { return Ok(Val::Bool(false)) };
    let find = |v: Option<&Val>| {
        let name = v.and_then(Val::as_bytes)?;
        let full = [b"PacketAnalyzer::ANALYZER_", name.to_ascii_uppercase().as_slice()].concat();
        tags.by_name(&full).map(Val::Enum)
    };
    match (find(args.first()), find(args.get(2))) {
        (Some(parent), Some(child)) => {
            register(cx, &[parent, args.get(1).cloned().unwrap_or_default(), child])
        }
        _ => Ok(Val::Bool(false)),
    }
}

fn detect(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let e = engine(cx)?;
    if tag_name(args.first()) == "UDP"
        && let Some(Val::Enum(child)) = args.get(1)
        && let Some(kind) = e.env.tunnels.by_item(child)
    {
        e.env.tunnels.detect(kind);
    }
    Ok(Val::Bool(true))
}

fn enable(cx: &mut Context<'_>, args: &[Val], on: bool) -> Result {
    let e = engine(cx)?;
    let Some(Val::Enum(item)) = args.first() else { return Err("the analyzer is not set".into()) };
    if let Some(kind) = e.env.tunnels.by_item(item) {
        e.env.tunnels.enable(kind, on);
    } else if let Some(layer) = Layers::named(&tag_name(args.first())) {
        e.env.layers.enable(layer, on);
    } else if !item.name.as_bytes().starts_with(b"PacketAnalyzer::") {
        return Ok(Val::Bool(false));
    }
    Ok(Val::Bool(true))
}

fn forget(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let e = engine(cx)?;
    let id = record_at(args, 0)?;
    let known = super::with_connection(cx, &e, &id, |_, c| c.payload.rare_mut().tunnel.take().is_some());
    Ok(Val::Bool(known.unwrap_or(false)))
}

/// The session of the PPPoE header of a frame (RFC 2516, 4).
fn pppoe_session(saved: &Saved) -> Option<u16> {
    let kind = |at: usize| saved.data.get(at..).and_then(|d| d.first_chunk()).map(|b| u16::from_be_bytes(*b));
    if saved.frame().link_type != zander_wire::LinkType::ETHERNET {
        return None;
    }
    let mut at = 12;
    // VLAN tags stand before it.
    while matches!(kind(at)?, 0x8100 | 0x88a8 | 0x9100) {
        at += 4;
    }
    (kind(at)? == zander_wire::link::ethertype::PPPOE_SESSION).then(|| kind(at + 4)).flatten()
}

/// Keeps the TCP options of the innermost packet.
#[derive(Default)]
struct First {
    options: Option<Vec<u8>>,
}

impl Sink for First {
    fn packet(&mut self, _: &mut Decoder, packet: &Packet<'_>) -> bool {
        if let Transport::Tcp(t) = &packet.transport {
            self.options = Some(t.options.to_vec());
        }
        true
    }

    fn weird(&mut self, _: &Weird<'_>) {}

    fn arp(&mut self, _: &zander_wire::link::arp::Message<'_>, _: &FrameMeta<'_>) {}
}

fn raw_options(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let e = engine(cx)?;
    let stop_at_end = args.first().and_then(Val::as_bool).unwrap_or(true);
    let form = Form::<2>::bind(&**cx, "TCP::RawOption", ["kind", "data"]);
    let mut first = First::default();
    Decoder::default().decode(&mut FrameMeta::new(e.env.frame.borrow().frame()), &mut first);
    let bytes = first.options.unwrap_or_default();
    let mut list = Vec::new();
    let value = |o: &TcpOption<'_>| form.make([Val::Count(o.kind.into()), Val::str(o.data)]);
    let mut rest = &bytes[..];
    while let Some((&kind, tail)) = rest.split_first() {
        let length = match (kind, tail.first()) {
            (0 | 1, _) => 1,
            (_, Some(&n)) if n >= 2 && rest.len() >= n.into() => usize::from(n),
            _ => break,
        };
        let data = rest.get(2.min(length)..length).unwrap_or_default();
        list.push(value(&TcpOption { kind, data }));
        if kind == 0 && stop_at_end {
            break;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(form.list(list))
}
