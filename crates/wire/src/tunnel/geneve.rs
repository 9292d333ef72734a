//! Geneve (RFC 8926).

use crate::cursor::Cursor;
use crate::link::ethertype;
use crate::tunnel::{Fault, Inner, InnerKind};

/// A Geneve datagram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geneve<'a> {
    /// The network identifier, 24 bits.
    pub vni: u32,
    /// The options, unparsed.
    pub option_bytes: &'a [u8],
    /// What is inside.
    pub inner: Inner<'a>,
}

/// One option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GeneveOption<'a> {
    /// The namespace of the type.
    pub class: u16,
    /// Whether a receiver that does not know it must drop the packet.
    pub critical: bool,
    /// The type without the critical bit.
    pub kind: u8,
    /// Its data, a multiple of four bytes.
    pub data: &'a [u8],
}

impl<'a> Geneve<'a> {
    /// The options; ends at one that does not fit.
    pub fn options(&self) -> impl Iterator<Item = GeneveOption<'a>> + use<'a> {
        let mut cursor = Cursor::new(self.option_bytes);
        std::iter::from_fn(move || {
            let class = cursor.u16().ok()?;
            let kind = cursor.u8().ok()?;
            let length = usize::from(cursor.u8().ok()? & 0x1f) * 4;
            let data = cursor.take(length).ok()?;
            Some(GeneveOption { class, critical: kind & 0x80 != 0, kind: kind & 0x7f, data })
        })
    }
}

/// Parses a datagram.
pub fn parse(payload: &[u8]) -> Result<Geneve<'_>, Fault> {
    let mut cursor = Cursor::new(payload);
    let Ok(&[first, _, p0, p1, v0, v1, v2, _]) =
        cursor.take(8).map(|header| header.first_chunk().unwrap_or(&[0; 8]))
    else {
        return Err(Fault::violation("Geneve header truncation"));
    };
    let version = first >> 6;
    if version != 0 {
        return Err(Fault {
            weird: Some("geneve_invalid_version"),
            addl: Some(version.into()),
            violation: None,
        });
    }
    let option_bytes = cursor
        .take(usize::from(first & 0x3f) * 4)
        .map_err(|_| Fault::violation("Geneve option header truncation"))?;
    let kind = match u16::from_be_bytes([p0, p1]) {
        ethertype::TRANSPARENT_BRIDGING => InnerKind::Ethernet,
        ethertype::IPV4 | ethertype::IPV6 => InnerKind::Ip,
        number => InnerKind::Ethertype(number),
    };
    let vni = u32::from_be_bytes([0, v0, v1, v2]);
    Ok(Geneve { vni, option_bytes, inner: Inner { data: cursor.rest(), kind } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_or_refuses() {
        let bytes = [2, 0, 0x65, 0x58, 0, 0, 7, 0, 1, 2, 0x83, 1, 9, 9, 9, 9, 0xaa];
        let parsed = parse(&bytes).unwrap();
        assert_eq!((parsed.vni, parsed.inner), (7, Inner { data: &[0xaa], kind: InnerKind::Ethernet }));
        let options: Vec<_> = parsed.options().collect();
        assert_eq!(options, [GeneveOption { class: 0x102, critical: true, kind: 3, data: &[9; 4] }]);
        assert_eq!(parse(&bytes[..12]).unwrap_err().violation, Some("Geneve option header truncation"));
        assert_eq!(parse(&bytes[..7]).unwrap_err().violation, Some("Geneve header truncation"));
        assert_eq!(parse(&[0x40, 0, 8, 0, 0, 0, 0, 0]).unwrap_err().weird, Some("geneve_invalid_version"));
    }
}
