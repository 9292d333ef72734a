//! Modbus/TCP: the MBAP header and the function codes of the "MODBUS Application Protocol Specification V1.1b3".
//!
//! All numbers are big endian. Nothing here allocates but for lists, which are at most as long as the 255 bytes of a
//! PDU allow.

use zander_wire::{Cursor, Truncated};

/// Bytes of the header with unit and function code.
pub const HEADER: usize = 8;

/// The header of a message ("MODBUS Messaging on TCP/IP Implementation Guide", section 3.1.3), with the function code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Pairs a response with its request.
    pub transaction: u16,
    /// 0 for Modbus.
    pub protocol: u16,
    /// Bytes that follow this field.
    pub length: u16,
    /// The device behind a gateway.
    pub unit: u8,
    /// Function code; in an exception the highest bit is set.
    pub function: u8,
}

impl Header {
    /// Reads the header at the front of a message.
    pub fn parse(message: &[u8]) -> Result<Header, Truncated> {
        let mut c = Cursor::new(message);
        Ok(Header {
            transaction: c.u16()?,
            protocol: c.u16()?,
            length: c.u16()?,
            unit: c.u8()?,
            function: c.u8()?,
        })
    }

    /// Bytes of the whole message.
    pub fn whole(&self) -> usize {
        usize::from(self.length) + 6
    }
}

/// Sixteen-bit registers to the end.
pub fn registers(data: &[u8]) -> Vec<u64> {
    data.chunks_exact(2).map(|b| b.iter().fold(0, |n, b| n << 8 | u64::from(*b))).collect()
}

/// The first `count` coils, lowest bit first.
pub fn coils(data: &[u8], count: usize) -> Vec<bool> {
    (0..count.min(data.len() * 8)).map(|i| data.get(i / 8).is_some_and(|b| b >> (i % 8) & 1 == 1)).collect()
}

/// One part of a request to read file records (section 6.14): type, file, record and length in registers.
pub fn file_request(c: &mut Cursor<'_>) -> Result<[u64; 4], Truncated> {
    Ok([c.u8()?.into(), c.u16()?.into(), c.u16()?.into(), c.u16()?.into()])
}

/// What a diagnostic request carries besides its subfunction (section 6.8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diagnostic {
    /// As the specification has it.
    Valid,
    /// The subfunction takes other data.
    InvalidData,
    /// There is no such subfunction.
    Unknown,
}

/// Checks the data of a diagnostic request.
pub fn diagnostic(subfunction: u16, data: &[u8]) -> Diagnostic {
    let valid = match subfunction {
        0 => true,
        1 => matches!(data, [0, 0] | [0xff, 0]),
        3 => matches!(data, [_, 0]),
        2 | 4 | 10..=18 | 20 => data == [0, 0],
        _ => return Diagnostic::Unknown,
    };
    if valid { Diagnostic::Valid } else { Diagnostic::InvalidData }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let h = Header::parse(&[0, 1, 0, 0, 0, 6, 10, 3, 0, 0]).unwrap();
        assert_eq!((h.transaction, h.protocol, h.length, h.unit, h.function), (1, 0, 6, 10, 3));
        assert_eq!(h.whole(), 12);
        assert!(Header::parse(&[0; 7]).is_err());
    }

    #[test]
    fn lists() {
        assert_eq!(registers(&[1, 2, 3, 4, 5]), [0x0102, 0x0304]);
        assert_eq!(coils(&[0b101, 1], 9), [true, false, true, false, false, false, false, false, true]);
        assert_eq!(coils(&[1], 200).len(), 8);
    }

    #[test]
    fn diagnostics() {
        assert_eq!(diagnostic(1, &[0xff, 0]), Diagnostic::Valid);
        assert_eq!(diagnostic(10, &[1, 0]), Diagnostic::InvalidData);
        assert_eq!(diagnostic(9, &[0, 0]), Diagnostic::Unknown);
    }
}
