//! Record types that the engine fills field by field.

use std::rc::Rc;
use zander_analyzer::emit;
use zander_event::Declarations;
use zander_value::{Record, RecordType, Type, Val};

/// A record type, and where its fields are that the engine knows.
pub struct Form<const N: usize> {
    ty: Rc<RecordType>,
    slots: [Option<usize>; N],
}

impl<const N: usize> Form<N> {
    /// Looks a type up. Fields that scripts do not declare are left out when a record is made.
    pub fn bind(declarations: &dyn Declarations, name: &str, fields: [&str; N]) -> Form<N> {
        let ty = emit::record(declarations, name);
        let slots = fields.map(|f| ty.slot(f));
        Form { ty, slots }
    }

    /// A record with these values, in the order in which the fields were named; [`Val::None`] leaves a field as the
    /// type's declaration has it.
    pub fn make(&self, values: [Val; N]) -> Val {
        let r = Record::new(&self.ty);
        for (slot, v) in self.slots.iter().zip(values) {
            if let (Some(slot), false) = (slot, v.is_none()) {
                r.set(*slot, v);
            }
        }
        Val::Record(r)
    }

    /// A vector of such records.
    pub fn list(&self, items: Vec<Val>) -> Val {
        Val::vector(Type::Record(self.ty.clone()), items)
    }
}

/// A value of type `count`.
pub fn count(n: impl Into<u64>) -> Val {
    Val::Count(n.into())
}

/// An address of the decoder as a value.
pub fn addr(a: zander_wire::Addr) -> Val {
    match a.to_v4() {
        Some(b) => Val::Addr4(b),
        None => Val::Addr6(Rc::new(a.octets())),
    }
}

/// A port as a value.
pub fn port(number: u16, transport: zander_value::Transport) -> Val {
    Val::Port(zander_value::Port { number, transport })
}
