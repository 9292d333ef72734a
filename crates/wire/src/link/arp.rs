//! ARP (RFC 826) and RARP (RFC 903) messages for IPv4 over Ethernet.

use crate::addr::{Addr, MacAddr};
use crate::cursor::{Cursor, Truncated};

/// What an ARP message asks or says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Who has the target address?
    Request,
    /// The sender has the sender address.
    Reply,
}

/// An ARP message.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    hardware: u16,
    protocol: u16,
    hardware_len: u8,
    protocol_len: u8,
    opcode: u16,
    sender_hardware: &'a [u8],
    sender_protocol: &'a [u8],
    target_hardware: &'a [u8],
    target_protocol: &'a [u8],
}

const ETHERNET: u16 = 1;
const IEEE_802: u16 = 6;
const IPV4: u16 = 0x0800;

impl<'a> Message<'a> {
    /// Reads a message whose addresses are all there.
    pub fn parse(data: &'a [u8]) -> Result<Self, Truncated> {
        let mut cursor = Cursor::new(data);
        let hardware = cursor.u16()?;
        let protocol = cursor.u16()?;
        let hardware_len = cursor.u8()?;
        let protocol_len = cursor.u8()?;
        let opcode = cursor.u16()?;
        Ok(Message {
            hardware,
            protocol,
            hardware_len,
            protocol_len,
            opcode,
            sender_hardware: cursor.take(hardware_len.into())?,
            sender_protocol: cursor.take(protocol_len.into())?,
            target_hardware: cursor.take(hardware_len.into())?,
            target_protocol: cursor.take(protocol_len.into())?,
        })
    }

    /// Request or reply, or why the message is neither: the explanation that the event `bad_arp` carries.
    ///
    /// `source` is the sender on the link, which has to be the sender in the message.
    pub fn operation(&self, source: Option<MacAddr>) -> Result<Operation, String> {
        match (self.hardware, self.hardware_len) {
            (ETHERNET | IEEE_802, 6) => {}
            (hardware @ (ETHERNET | IEEE_802), length) => {
                return Err(format!("corrupt-arp-header (hrd={hardware}, hln={length})"));
            }
            (hardware, _) => return Err(format!("unknown-arp-hw-address (hrd={hardware})")),
        }
        match (self.protocol, self.protocol_len) {
            (IPV4, 4) => {}
            (IPV4, length) => return Err(format!("corrupt-arp-header (pro={IPV4}, pln={length})")),
            (protocol, _) => return Err(format!("unknown-arp-proto-address (pro={protocol})")),
        }
        if source.is_some_and(|mac| mac.0 != self.sender_hardware) {
            return Err("weird-arp-sha".to_owned());
        }
        match self.opcode {
            1 => Ok(Operation::Request),
            2 => Ok(Operation::Reply),
            opcode @ (3 | 4 | 8 | 9) => Err(format!("unimplemented-arp-opcode ({opcode})")),
            opcode => Err(format!("invalid-arp-opcode (opcode={opcode})")),
        }
    }

    /// The sender's protocol address; zero unless it has at least four bytes.
    pub fn sender(&self) -> Addr {
        address(self.sender_protocol)
    }

    /// The target's protocol address; zero unless it has at least four bytes.
    pub fn target(&self) -> Addr {
        address(self.target_protocol)
    }

    /// The sender's hardware address, if it has at least six bytes.
    pub fn sender_mac(&self) -> Option<MacAddr> {
        self.sender_hardware.first_chunk().map(|octets| MacAddr(*octets))
    }

    /// The target's hardware address, if it has at least six bytes.
    pub fn target_mac(&self) -> Option<MacAddr> {
        self.target_hardware.first_chunk().map(|octets| MacAddr(*octets))
    }
}

fn address(bytes: &[u8]) -> Addr {
    Addr::v4(bytes.first_chunk().copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn understands_or_explains() {
        let message = |header: [u8; 8], addresses: &[u8]| [&header[..], addresses].concat();
        let usual = [2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2];
        let source = Some(MacAddr([2, 0, 0, 0, 0, 1]));
        let table: &[([u8; 8], Result<Operation, &str>)] = &[
            ([0, 1, 8, 0, 6, 4, 0, 1], Ok(Operation::Request)),
            ([0, 6, 8, 0, 6, 4, 0, 2], Ok(Operation::Reply)),
            ([0, 1, 8, 0, 5, 4, 0, 1], Err("corrupt-arp-header (hrd=1, hln=5)")),
            ([0, 9, 8, 0, 6, 4, 0, 1], Err("unknown-arp-hw-address (hrd=9)")),
            ([0, 1, 8, 0, 6, 3, 0, 1], Err("corrupt-arp-header (pro=2048, pln=3)")),
            ([0, 1, 9, 0, 6, 4, 0, 1], Err("unknown-arp-proto-address (pro=2304)")),
            ([0, 1, 8, 0, 6, 4, 0, 3], Err("unimplemented-arp-opcode (3)")),
            ([0, 1, 8, 0, 6, 4, 0, 7], Err("invalid-arp-opcode (opcode=7)")),
        ];
        for (header, expected) in table {
            let bytes = message(*header, &usual);
            let result = Message::parse(&bytes).unwrap().operation(source);
            assert_eq!(result.as_ref().map_err(String::as_str), expected.as_ref().map_err(|text| &**text));
        }
        let bytes = message([0, 1, 8, 0, 6, 4, 0, 1], &usual);
        let parsed = Message::parse(&bytes).unwrap();
        assert_eq!(parsed.operation(Some(MacAddr([9; 6]))), Err("weird-arp-sha".to_owned()));
        assert_eq!(
            (parsed.sender().to_string(), parsed.target().to_string()),
            ("10.0.0.1".into(), "10.0.0.2".into())
        );
        assert!(Message::parse(&bytes[..27]).is_err());
    }
}
