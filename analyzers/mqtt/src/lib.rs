//! MQTT over TCP. See the README of this room.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::{Events, MQTTConnectAckMsg, MQTTConnectMsg, MQTTPublishMsg};
use parse::{Connect, Packet, Publish, Step};
use std::rc::Rc;
use zander_analyzer::frames::Frames;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Interval, Setup};
use zander_value::{Type, Val};

/// Registers the analyzer.
pub static MQTT: Descriptor =
    Descriptor { name: "MQTT", tag: "Analyzer::ANALYZER_MQTT", signatures: include_str!("../dpd.sig"), bind };

/// Bytes of a packet that are kept, besides what scripts want of a payload: a topic has up to 65535.
const KEPT: usize = 1 << 17;

struct Shared {
    events: Events,
    /// Bytes of a payload for scripts.
    payload: usize,
}

fn bind(setup: &Setup<'_>) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        payload: setup.count("MQTT::max_payload_size", 100).min(1 << 24) as usize,
    });
    Box::new(move || {
        Box::new(Mqtt {
            shared: shared.clone(),
            frames: Default::default(),
            version: 4,
            begun: false,
            over: false,
        })
    })
}

struct Mqtt {
    shared: Rc<Shared>,
    /// By direction.
    frames: [Frames; 2],
    /// Of the protocol, as the client says.
    version: u8,
    /// The client has introduced itself.
    begun: bool,
    /// Nothing more is looked at.
    over: bool,
}

impl Analyzer for Mqtt {
    fn stream(&mut self, cx: &mut Context<'_>, from: Direction, mut data: &[u8]) {
        let limit = KEPT + self.shared.payload;
        while !self.over {
            let Some(bytes) = self.frames[from.index()].next_cut(&mut data, limit, parse::length) else {
                return;
            };
            match parse::packet(&bytes, self.version) {
                Ok(packet) if self.may_begin(cx, &packet) => self.packet(cx, from, packet),
                _ => {
                    self.over = true;
                    cx.violation("not a packet of MQTT", &bytes);
                }
            }
        }
    }

    fn gap(&mut self, _cx: &mut Context<'_>, _from: Direction, _offset: u64, _length: u64) {
        self.over = true;
    }

    fn flip_roles(&mut self) {
        self.frames.swap(0, 1);
    }
}

impl Mqtt {
    /// Whose beginning was seen begins with the client's introduction.
    fn may_begin(&mut self, cx: &Context<'_>, packet: &Packet<'_>) -> bool {
        self.begun |= matches!(packet, Packet::Connect(_)) || cx.conn.partial;
        self.begun
    }

    fn packet(&mut self, cx: &mut Context<'_>, from: Direction, packet: Packet<'_>) {
        let shared = self.shared.clone();
        let e = &shared.events;
        let is_orig = from.is_orig();
        match packet {
            Packet::Connect(c) => {
                self.version = c.version;
                cx.confirm();
                if e.wants_mqtt_connect(cx) {
                    e.mqtt_connect(cx, &connect(e, &c));
                }
            }
            Packet::ConnAck(return_code, session_present) => {
                let msg = MQTTConnectAckMsg { return_code: return_code.into(), session_present };
                e.mqtt_connack(cx, &msg.val(e));
            }
            Packet::Publish(p) => {
                cx.confirm();
                if e.wants_mqtt_publish(cx) {
                    e.mqtt_publish(cx, is_orig, p.number.into(), &shared.publish(&p));
                }
            }
            Packet::Step(Step::Ack, number) => e.mqtt_puback(cx, is_orig, number.into()),
            Packet::Step(Step::Rec, number) => e.mqtt_pubrec(cx, is_orig, number.into()),
            Packet::Step(Step::Rel, number) => e.mqtt_pubrel(cx, is_orig, number.into()),
            Packet::Step(Step::Comp, number) => e.mqtt_pubcomp(cx, is_orig, number.into()),
            Packet::Subscribe(number, topics) => {
                let qualities = topics.iter().map(|t| Val::Count(t.1.into())).collect();
                let qualities = Val::vector(Type::Count, qualities);
                e.mqtt_subscribe(cx, number.into(), &texts(topics.iter().map(|t| t.0)), &qualities);
            }
            Packet::SubAck(number, quality) => e.mqtt_suback(cx, number.into(), quality.into()),
            Packet::Unsubscribe(number, topics) => {
                e.mqtt_unsubscribe(cx, number.into(), &texts(topics.into_iter()));
            }
            Packet::UnsubAck(number) => e.mqtt_unsuback(cx, number.into()),
            Packet::PingReq => e.mqtt_pingreq(cx),
            Packet::PingResp => e.mqtt_pingresp(cx),
            Packet::Disconnect => e.mqtt_disconnect(cx),
            Packet::Other => {}
        }
    }
}

/// A `string_vec`.
fn texts<'a>(all: impl Iterator<Item = &'a [u8]>) -> Val {
    Val::vector(Type::String, all.map(Val::str).collect())
}

/// `MQTT::ConnectMsg`.
fn connect(e: &Events, c: &Connect<'_>) -> Val {
    MQTTConnectMsg {
        protocol_name: c.protocol,
        protocol_version: c.version.into(),
        client_id: c.client,
        keep_alive: Interval(c.keep_alive.into()),
        clean_session: c.flags & 0x02 != 0,
        will_retain: c.flags & 0x20 != 0,
        will_qos: (c.flags >> 3 & 3).into(),
        will_topic: c.will.map(|w| w.0),
        will_msg: c.will.map(|w| w.1),
        username: c.user,
        password: c.password,
    }
    .val(e)
}

impl Shared {
    /// `MQTT::PublishMsg`.
    fn publish(&self, p: &Publish<'_>) -> Val {
        MQTTPublishMsg {
            dup: p.again,
            qos: p.quality.into(),
            retain: p.retain,
            topic: p.topic,
            payload: &p.payload[..p.payload.len().min(self.payload)],
            payload_len: p.payload_length as u64,
        }
        .val(&self.events)
    }
}
