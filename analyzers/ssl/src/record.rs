//! The record layer of SSL 2, SSL 3 and TLS on a byte stream (RFC 8446, section 5.1; RFC 6101, appendix E).

use crate::numbers::{content, version};
use zander_wire::Cursor;

/// A record.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Record<'a> {
    /// Version of its header; 0 for SSL 2, whose records have none.
    pub version: u16,
    /// One of [`content`].
    pub kind: u16,
    /// What follows the header. Of SSL 2 that is what follows the first five bytes of the record.
    pub body: &'a [u8],
    /// The first five bytes.
    pub head: [u8; 5],
    /// Bytes of the whole record.
    pub size: usize,
}

/// What stands at the front of a stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Front<'a> {
    /// More bytes are needed.
    Incomplete,
    /// A record.
    Record(Record<'a>),
    /// No record of this protocol: why.
    Wrong(String),
}

/// What is known about a connection's record layer: once a record of SSL 3 or later was seen, nothing else may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layer {
    /// No record yet that settles it.
    #[default]
    Unknown,
    /// SSL 2 for good.
    Ssl2,
    /// SSL 3 or later.
    Tls,
}

/// Reads the record at the front of `data`; `layer` is updated by what is found. The two hellos of SSL 2 are known by
/// who sends them: `is_orig`.
pub fn front<'a>(layer: &mut Layer, is_orig: bool, data: &'a [u8]) -> Front<'a> {
    let Ok(head) = Cursor::new(data).array::<5>() else { return Front::Incomplete };
    let [h0, h1, h2, h3, h4] = head;
    let claimed = u16::from_be_bytes([h1, h2]);
    let old = match layer {
        Layer::Tls if !version::is_record(claimed) => {
            return Front::Wrong(format!(
                "Invalid version late in TLS connection. Packet reported version: {claimed}"
            ));
        }
        Layer::Tls => false,
        Layer::Ssl2 => true,
        Layer::Unknown if h0 & 0x80 != 0 => match h2 {
            1 if is_orig => {
                let wanted = u16::from_be_bytes([h3, h4]);
                if wanted != version::SSL2 && !version::is_record(wanted) {
                    return Front::Wrong(format!("Invalid version in SSL client hello. Version: {wanted}"));
                }
                true
            }
            // The second byte after the type says what kind of certificate follows: X.509 or none.
            4 if !is_orig && h4 < 2 => {
                *layer = Layer::Ssl2;
                true
            }
            _ => {
                return Front::Wrong(format!(
                    "Invalid headers in SSL connection. Head1: {h1}, head2: {h2}, head3: {h3}"
                ));
            }
        },
        Layer::Unknown => {
            if !version::is_record(claimed) {
                return Front::Wrong(format!("Invalid version in TLS connection. Version: {claimed}"));
            }
            if !(20..=30).contains(&h0) {
                return Front::Wrong(format!(
                    "Invalid type in TLS connection. Version: {claimed}, Type: {h0}"
                ));
            }
            *layer = Layer::Tls;
            false
        }
    };
    let length = if old {
        usize::from(u16::from_be_bytes([h0 & 0x7f, h1])).saturating_sub(3)
    } else {
        usize::from(u16::from_be_bytes([h3, h4]))
    };
    let Some(body) = data.get(5..5 + length) else { return Front::Incomplete };
    let (version, kind) = if old { (0, content::SSL2 + u16::from(h2)) } else { (claimed, h0.into()) };
    Front::Record(Record { version, kind, body, head, size: 5 + length })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(layer: Layer, data: &[u8]) -> Result<(u16, u16, usize), String> {
        let mut layer = layer;
        match front(&mut layer, true, data) {
            Front::Record(r) => Ok((r.version, r.kind, r.body.len())),
            Front::Incomplete => Err("incomplete".into()),
            Front::Wrong(w) => Err(w),
        }
    }

    #[test]
    fn records() {
        let check = |layer, data: &[u8], wanted: Result<(u16, u16, usize), &str>| {
            assert_eq!(kind(layer, data), wanted.map_err(str::to_owned), "{data:x?}");
        };
        check(Layer::Unknown, &[22, 3, 1, 0, 2, 9, 9], Ok((0x301, 22, 2)));
        check(Layer::Unknown, &[22, 3, 1, 0, 2, 9], Err("incomplete"));
        check(Layer::Unknown, &[22, 3], Err("incomplete"));
        check(Layer::Unknown, &[0x80, 4, 1, 0, 2, 7], Ok((0, 301, 1)));
        check(Layer::Unknown, b"GET / HTTP", Err("Invalid version in TLS connection. Version: 17748"));
        check(
            Layer::Unknown,
            &[99, 3, 1, 0, 0],
            Err("Invalid type in TLS connection. Version: 769, Type: 99"),
        );
        check(
            Layer::Tls,
            b"HTTP/1.1",
            Err("Invalid version late in TLS connection. Packet reported version: 21588"),
        );
    }
}
