//! The packets of a datagram (RFC 8999, RFC 9000 section 17, RFC 9369 section 3.2): what is in the clear.

use zander_wire::{Cursor, Truncated};

/// The kinds of packets with long headers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Initial,
    ZeroRtt,
    Handshake,
    Retry,
    /// A version that is not known, version negotiation among them.
    Unknown,
}

/// A packet with a long header.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Long<'a> {
    pub kind: Kind,
    pub version: u32,
    /// Connection ID of the receiver.
    pub destination: &'a [u8],
    /// Connection ID of the sender.
    pub source: &'a [u8],
    /// All bytes of the packet, header included.
    pub whole: &'a [u8],
    /// Where in `whole` the packet number begins; what follows is protected. At the end for Retry and unknown ones.
    pub protected: usize,
    /// The token and the integrity tag of a Retry packet.
    pub retry: Option<(&'a [u8], &'a [u8])>,
}

/// What stands at the front of the rest of a datagram.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Front<'a> {
    Long(Long<'a>),
    /// A short header: only the ends know where its fields are. It reaches to the end of the datagram.
    Short,
    /// No packet: the fixed bit is missing. Reaches to the end of the datagram.
    Discarded,
}

/// Length of the integrity tag of a Retry packet, in bytes.
const RETRY_TAG: usize = 16;

/// The least that may follow the length of an Initial packet: room for the sample that header protection takes.
const LEAST_INITIAL: u64 = 20;

/// Version 2 has given the kinds other numbers (RFC 9369).
pub const VERSION_2: u32 = 0x6b33_43cf;

/// True for the versions whose packets look like those of RFC 9000: drafts from 22 on, versions 1 and 2, and what
/// Facebook's servers call themselves.
pub fn is_known(version: u32) -> bool {
    matches!(
        version,
        1 | VERSION_2
            | 0xff00_0016..=0xff00_0022
            | 0xface_b001
            | 0xface_b002
            | 0xface_b00e
            | 0xface_b011..=0xface_b013
    )
}

/// A number of 1, 2, 4 or 8 bytes (RFC 9000, section 16).
pub fn varint(c: &mut Cursor<'_>) -> Result<u64, Truncated> {
    let first = c.u8()?;
    let mut value = u64::from(first & 0x3f);
    for _ in 1..1_u32 << (first >> 6) {
        value = value << 8 | u64::from(c.u8()?);
    }
    Ok(value)
}

/// Reads what is at the front; `None` at the end of the datagram.
pub fn front<'a>(c: &mut Cursor<'a>) -> Result<Option<Front<'a>>, Truncated> {
    let Some(first) = c.peek_u8() else { return Ok(None) };
    if first & 0x40 == 0 {
        c.take_rest();
        return Ok(Some(Front::Discarded));
    }
    if first & 0x80 == 0 {
        c.take_rest();
        return Ok(Some(Front::Short));
    }
    long(c).map(|l| Some(Front::Long(l)))
}

fn long<'a>(c: &mut Cursor<'a>) -> Result<Long<'a>, Truncated> {
    let from_here = c.peek(c.remaining())?;
    let all = from_here.len();
    let first = c.u8()?;
    let version = c.u32()?;
    let (destination, source) = (c.take_u8_prefixed()?, c.take_u8_prefixed()?);
    let number = (first >> 4) & 3;
    let kind = match if version == VERSION_2 { number.wrapping_sub(1) & 3 } else { number } {
        _ if !is_known(version) => Kind::Unknown,
        0 => Kind::Initial,
        1 => Kind::ZeroRtt,
        2 => Kind::Handshake,
        _ => Kind::Retry,
    };
    let mut retry = None;
    let mut protected = None;
    match kind {
        Kind::Unknown => {
            c.take_rest();
        }
        Kind::Retry => {
            let data = c.take_rest();
            retry = Some(data.split_at(data.len().checked_sub(RETRY_TAG).ok_or(Truncated)?));
        }
        _ => {
            if kind == Kind::Initial {
                let token = varint(c)?;
                c.skip(usize::try_from(token).map_err(|_| Truncated)?)?;
            }
            let length = varint(c)?;
            if kind == Kind::Initial && length < LEAST_INITIAL {
                return Err(Truncated);
            }
            protected = Some(all - c.remaining());
            c.skip(usize::try_from(length).map_err(|_| Truncated)?)?;
        }
    }
    let size = all - c.remaining();
    let whole = from_here.get(..size).ok_or(Truncated)?;
    Ok(Long { kind, version, destination, source, whole, protected: protected.unwrap_or(size), retry })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        // RFC 9000, appendix A.1.
        let check = |bytes: &[u8], wanted| assert_eq!(varint(&mut Cursor::new(bytes)), wanted);
        check(&[0xc2, 0x19, 0x7c, 0x5e, 0xff, 0x14, 0xe8, 0x8c], Ok(151_288_809_941_952_652));
        check(&[0x9d, 0x7f, 0x3e, 0x7d], Ok(494_878_333));
        check(&[0x7b, 0xbd], Ok(15_293));
        check(&[0x25], Ok(37));
        check(&[0x9d, 0x7f], Err(Truncated));
    }

    #[test]
    fn headers() {
        let mut initial = vec![0xc0, 0, 0, 0, 1, 2, 0xaa, 0xbb, 1, 0xcc, 1, 7, 20];
        initial.extend([9; 20]);
        let mut datagram = initial.clone();
        datagram.extend([0x40, 1, 2]);
        let mut c = Cursor::new(&datagram);
        let Ok(Some(Front::Long(l))) = front(&mut c) else { panic!() };
        assert_eq!(
            (l.kind, l.version, l.destination, l.source),
            (Kind::Initial, 1, &[0xaa, 0xbb][..], &[0xcc][..])
        );
        assert_eq!((l.whole, l.protected), (&initial[..], 13));
        assert_eq!(front(&mut c), Ok(Some(Front::Short)));
        assert_eq!(front(&mut c), Ok(None));
        for cut in 1..initial.len() {
            assert_eq!(front(&mut Cursor::new(&initial[..cut])), Err(Truncated), "{cut}");
        }
        assert_eq!(front(&mut Cursor::new(&[0, 0, 0])), Ok(Some(Front::Discarded)));
        let kind = |first: u8, version: u32| {
            let mut bytes = vec![first];
            bytes.extend(version.to_be_bytes());
            bytes.extend([0, 0]);
            bytes.extend([20; 60]);
            match front(&mut Cursor::new(&bytes)) {
                Ok(Some(Front::Long(l))) => l.kind,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(kind(0xf0, 1), Kind::Retry);
        assert_eq!(kind(0xc0, VERSION_2), Kind::Retry);
        assert_eq!(kind(0xd0, VERSION_2), Kind::Initial);
        assert_eq!(kind(0xe0, VERSION_2), Kind::ZeroRtt);
        assert_eq!(kind(0xf0, VERSION_2), Kind::Handshake);
        assert_eq!(kind(0xc0, 0), Kind::Unknown);
    }
}
