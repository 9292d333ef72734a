//! Conditions on packet headers.

use super::rule::{Comparison, Field, HeaderTest, Value};
use crate::{ConnInfo, Direction, Host};
use zander_event::Declarations;
use zander_value::{Addr, Subnet, Transport, Val};

/// A condition whose variables have been looked up.
pub struct Test {
    pub field: Field,
    comparison: Comparison,
    numbers: Vec<(u64, u64)>,
    nets: Vec<Subnet>,
}

impl Test {
    /// Looks up the variables. An error names the one that no script has, or that holds something else.
    pub fn bind(test: &HeaderTest, declarations: &dyn Declarations) -> Result<Test, String> {
        let mut out =
            Test { field: test.field, comparison: test.comparison, numbers: Vec::new(), nets: Vec::new() };
        for value in &test.values {
            match value {
                Value::Range(first, last) => out.numbers.push((*first, *last)),
                Value::Net(net) => out.nets.push(*net),
                Value::Variable(name) => {
                    let held =
                        declarations.value(name).ok_or_else(|| format!("there is no variable {name}"))?;
                    out.take(&held).map_err(|()| format!("{name} cannot be compared with a header"))?;
                }
            }
        }
        Ok(out)
    }

    fn take(&mut self, v: &Val) -> Result<(), ()> {
        match v {
            Val::Count(n) => self.numbers.push((*n, *n)),
            Val::Int(n) => self.numbers.push((n.unsigned_abs(), n.unsigned_abs())),
            Val::Port(p) => self.numbers.push((p.number.into(), p.number.into())),
            Val::Addr4(_) | Val::Addr6(_) => {
                let a = v.as_addr().ok_or(())?;
                self.nets.push(Subnet::new(a, if a.is_v4() { 32 } else { 128 }));
            }
            Val::Subnet(s) => self.nets.push(**s),
            Val::Vector(list) => {
                for item in list.items.borrow().iter() {
                    self.take(item)?;
                }
            }
            Val::Table(t) => {
                for (key, _) in t.entries() {
                    self.take(&key.value(&t.ty))?;
                }
            }
            _ => return Err(()),
        }
        Ok(())
    }

    fn number(&self, n: u64) -> bool {
        let within = |(first, last): &(u64, u64)| (*first..=*last).contains(&n);
        match self.comparison {
            Comparison::Equal => self.numbers.iter().any(within),
            Comparison::NotEqual => !self.numbers.iter().any(within),
            other => self.numbers.iter().any(|(first, _)| other.holds(n, *first)),
        }
    }

    fn address(&self, a: &Addr) -> bool {
        let within = self.nets.iter().any(|net| net.contains(a));
        within != (self.comparison == Comparison::NotEqual)
    }

    /// Holds for what this side sends. Bytes of headers are those of the packet at hand; without a packet, or where it
    /// is too short, they do not hold.
    pub fn holds(&self, conn: &ConnInfo, from: Direction, host: &mut dyn Host) -> bool {
        let (source, destination) = match from {
            Direction::Orig => ((conn.orig_addr, conn.orig_port), (conn.resp_addr, conn.resp_port)),
            Direction::Resp => ((conn.resp_addr, conn.resp_port), (conn.orig_addr, conn.orig_port)),
        };
        match self.field {
            Field::SourceAddress => self.address(&source.0),
            Field::DestinationAddress => self.address(&destination.0),
            Field::SourcePort => self.number(source.1.number.into()),
            Field::DestinationPort => self.number(destination.1.number.into()),
            Field::Protocol => self.number(protocol(conn)),
            Field::Bytes { layer, offset, size, mask } => {
                let Some(header) = host.header(layer) else { return false };
                let end = offset.saturating_add(size);
                let Some(bytes) = header.get(offset..end) else { return false };
                let n = bytes.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) & mask;
                self.number(n.into()) || self.masked_address(n)
            }
        }
    }

    /// Four bytes may be compared with addresses.
    fn masked_address(&self, n: u32) -> bool {
        !self.nets.is_empty() && self.address(&Addr::v4(n.to_be_bytes()))
    }

    /// False when the condition cannot hold for a connection of this transport, whatever else it is.
    pub fn may_hold(&self, transport: Transport) -> bool {
        match (self.field, transport) {
            (Field::Protocol, Transport::Tcp) => self.number(6),
            (Field::Protocol, Transport::Udp) => self.number(17),
            (Field::Protocol, Transport::Icmp) => self.number(1) || self.number(58),
            _ => true,
        }
    }
}

/// The number of the protocol above IP; 0 for what is no transport.
fn protocol(conn: &ConnInfo) -> u64 {
    match conn.resp_port.transport {
        Transport::Tcp => 6,
        Transport::Udp => 17,
        Transport::Icmp if conn.orig_addr.is_v4() => 1,
        Transport::Icmp => 58,
        Transport::Unknown => 0,
    }
}
