//! RADIUS over UDP: a packet a datagram.
#![forbid(unsafe_code)]

pub mod events;
pub mod parse;

use events::{Events, RADIUSMessage};
use std::rc::Rc;
use zander_analyzer::{Analyzer, Context, Descriptor, Direction, Factory, Setup};
use zander_value::{Key, Table, TableType, Type, Val};

/// Registers the analyzer.
pub static RADIUS: Descriptor =
    Descriptor { name: "RADIUS", tag: "Analyzer::ANALYZER_RADIUS", signatures: "", bind };

fn bind(setup: &Setup<'_>) -> Factory {
    let shared = Rc::new(Shared {
        events: Events::bind(setup.declarations),
        attributes: Rc::new(TableType {
            name: None,
            index: vec![Type::Count],
            value: Some(Type::Vector(Rc::new(Type::String))),
        }),
    });
    Box::new(move || Box::new(Radius { shared: shared.clone() }))
}

struct Shared {
    events: Events,
    /// `table[count] of vector of string`
    attributes: Rc<TableType>,
}

struct Radius {
    shared: Rc<Shared>,
}

impl Analyzer for Radius {
    fn packet(&mut self, cx: &mut Context<'_>, _from: Direction, data: &[u8], _wire_length: usize) {
        let Shared { events: e, attributes: ty } = &*self.shared;
        let Ok(packet) = parse::packet(data) else {
            return cx.violation("packet breaks off", data);
        };
        let mut rest = packet.attributes;
        let table = (e.wants_radius_message(cx) && !rest.is_empty()).then(|| Table::new(ty, None));
        while !rest.is_empty() {
            let Ok((kind, value)) = parse::attribute(&mut rest) else {
                return cx.violation("attribute breaks off", data);
            };
            e.radius_attribute(cx, kind.into(), value);
            if let Some(table) = &table
                && let Some(key) = Key::single(&Val::Count(kind.into()))
            {
                match table.get(&key) {
                    Some(Val::Vector(v)) => v.push(Val::str(value)),
                    _ => drop(table.insert_key(
                        key,
                        Val::vector(Type::String, vec![Val::str(value)]),
                        cx.now(),
                    )),
                }
            }
        }
        cx.confirm();
        if e.wants_radius_message(cx) {
            let message = RADIUSMessage {
                code: packet.code.into(),
                trans_id: packet.identifier.into(),
                authenticator: packet.authenticator,
                attributes: table.map(Val::Table),
            };
            e.radius_message(cx, &message.val(e));
        }
    }
}
