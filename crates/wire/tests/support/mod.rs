//! Frames put together layer by layer, and a sink that writes down what it is told.
#![allow(dead_code)]

use zander_wire::link::arp;
use zander_wire::sink::UnknownProtocol;
use zander_wire::tunnel::vxlan;
use zander_wire::{
    Decoder, Encapsulation, EncapsulationKind, Frame, FrameMeta, LinkType, Options, Packet, Sink, Transport,
    Weird,
};

pub fn bytes(pieces: &[&[u8]]) -> Vec<u8> {
    pieces.concat()
}

pub fn ethernet(ethertype: u16, payload: &[u8]) -> Vec<u8> {
    bytes(&[&[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1], &ethertype.to_be_bytes(), payload])
}

pub fn vlan(id: u16, ethertype: u16, payload: &[u8]) -> Vec<u8> {
    bytes(&[&id.to_be_bytes(), &ethertype.to_be_bytes(), payload])
}

pub fn udp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    let length = (payload.len() + 8) as u16;
    bytes(&[&source.to_be_bytes(), &destination.to_be_bytes(), &length.to_be_bytes(), &[0, 0], payload])
}

pub fn tcp(payload: &[u8]) -> Vec<u8> {
    bytes(&[&[4, 0, 0, 80, 0, 0, 0, 1, 0, 0, 0, 2, 0x50, 0x18, 1, 0, 0, 0, 0, 0], payload])
}

/// An IPv4 packet with a valid checksum; `flags` holds flags and fragment offset.
pub fn ipv4_fragment(protocol: u8, flags: u16, payload: &[u8]) -> Vec<u8> {
    let [l0, l1] = ((payload.len() + 20) as u16).to_be_bytes();
    let [f0, f1] = flags.to_be_bytes();
    let mut header = [0x45, 0, l0, l1, 0, 7, f0, f1, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
    let checksum = zander_wire::checksum::checksum(&header);
    header[10..12].copy_from_slice(&checksum.to_be_bytes());
    bytes(&[&header, payload])
}

pub fn ipv4(protocol: u8, payload: &[u8]) -> Vec<u8> {
    ipv4_fragment(protocol, 0, payload)
}

pub fn ipv6(next: u8, payload: &[u8]) -> Vec<u8> {
    let [l0, l1] = (payload.len() as u16).to_be_bytes();
    let mut source = [0; 16];
    source[15] = 1;
    let mut destination = [0x20; 16];
    destination[15] = 2;
    bytes(&[&[0x60, 0, 0, 0, l0, l1, next, 64], &source, &destination, payload])
}

/// What a decoder found.
#[derive(Default)]
pub struct Recorder {
    /// Packets as `tunnels source:port > destination:port protocol payload-length`.
    pub packets: Vec<String>,
    /// Weirds as `name addl source`, `flow` behind them when addresses are known.
    pub weirds: Vec<String>,
    /// Unknown protocols as `LAYER/LAYER number`.
    pub unknown: Vec<String>,
    pub arp: Vec<String>,
    pub events: Vec<&'static str>,
}

impl Sink for Recorder {
    fn packet(&mut self, decoder: &mut Decoder, packet: &Packet<'_>) -> bool {
        let tunnels: String = packet
            .encapsulation
            .iter()
            .flat_map(|innermost| innermost.stack())
            .map(|tunnel| format!("{} ", tunnel.kind.name()))
            .collect();
        let (source, destination) = packet.transport.ports();
        self.packets.push(format!(
            "{tunnels}{}:{source} > {}:{destination} {} {}",
            packet.ip.source, packet.ip.destination, packet.ip.protocol, packet.payload_len
        ));
        assert!(packet.payload.len() <= packet.payload_len as usize);
        assert!(packet.payload.len() <= packet.ip_payload.len());
        packet.transport_checksum();
        if let (Transport::Udp(_), 4789) = (packet.transport, destination) {
            if !decoder.may_enter(packet, EncapsulationKind::Vxlan, self) {
                return true;
            }
            if let Ok(parsed) = vxlan::parse(packet.payload) {
                let tunnel = Encapsulation {
                    kind: EncapsulationKind::Vxlan,
                    source: packet.ip.source,
                    destination: packet.ip.destination,
                    source_port: source,
                    destination_port: destination,
                    connection: 1,
                    outer: packet.encapsulation,
                };
                decoder.decode_inner(parsed.inner, packet, &tunnel, self);
            }
        }
        true
    }

    fn weird(&mut self, weird: &Weird<'_>) {
        let mut text = weird.logged_name().into_owned();
        if !weird.addl.is_empty() {
            text += &format!(" [{}]", weird.addl);
        }
        if let Some(layer) = weird.source {
            text += &format!(" {}", layer.name());
        }
        if weird.endpoints.is_some() {
            text += " flow";
        }
        self.weirds.push(text);
    }

    fn arp(&mut self, message: &arp::Message<'_>, frame: &FrameMeta<'_>) {
        self.arp.push(format!("{:?} {}", message.operation(frame.source_mac), message.target()));
    }

    fn unknown_protocol(&mut self, unknown: &UnknownProtocol<'_>) {
        let layers: Vec<_> = unknown.history.iter().map(|layer| layer.name()).collect();
        self.unknown.push(format!("{} {}", layers.join("/"), unknown.protocol));
    }

    fn esp(&mut self, _: &Packet<'_>) {
        self.events.push("esp");
    }

    fn mobile_ipv6(&mut self, _: &Packet<'_>) {
        self.events.push("mobile_ipv6");
    }
}

/// Decodes frames one after the other with one decoder.
pub fn decode_all(options: Options, link_type: LinkType, frames: &[(&[u8], usize)]) -> Recorder {
    let mut decoder = Decoder::new(options);
    let mut recorder = Recorder::default();
    for (index, (data, wire_len)) in frames.iter().enumerate() {
        let frame = Frame {
            time: 1.0 + index as f64,
            data,
            wire_len: *wire_len as u32,
            link_type,
            checksums_verified: false,
        };
        decoder.decode(&mut FrameMeta::new(frame), &mut recorder);
    }
    recorder
}

/// Decodes one frame that was captured whole.
pub fn decode(link_type: LinkType, data: &[u8]) -> Recorder {
    decode_all(Options::default(), link_type, &[(data, data.len())])
}
