//! VXLAN (RFC 7348).

use crate::cursor::Cursor;
use crate::tunnel::{Fault, Inner, InnerKind};

/// A VXLAN datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vxlan<'a> {
    /// The network identifier, 24 bits.
    pub vni: u32,
    /// The frame inside.
    pub inner: Inner<'a>,
}

/// Parses a datagram.
pub fn parse(payload: &[u8]) -> Result<Vxlan<'_>, Fault> {
    let mut cursor = Cursor::new(payload);
    let header = cursor.sub(8).and_then(|mut header| Ok((header.u32()?, header.u24()?)));
    let (flags, vni) = header.map_err(|_| Fault::violation("VXLAN header truncation"))?;
    if flags & 0x0800_0000 == 0 {
        return Err(Fault::violation("VXLAN 'I' flag not set"));
    }
    Ok(Vxlan { vni, inner: Inner { data: cursor.rest(), kind: InnerKind::Ethernet } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_or_refuses() {
        let parsed = parse(&[8, 0, 0, 0, 1, 2, 3, 0, 0xee]).unwrap();
        assert_eq!((parsed.vni, parsed.inner.data), (0x010203, &[0xee][..]));
        assert_eq!(parse(&[8; 7]).unwrap_err().violation, Some("VXLAN header truncation"));
        assert_eq!(parse(&[0; 8]).unwrap_err().violation, Some("VXLAN 'I' flag not set"));
    }
}
