//! Extensions of the hellos (RFC 6066, 7301, 8422, 8446, 9146, 6962).
//!
//! The readers here take the content of one extension. Those of lists leave out what is cut off.

use zander_wire::{Cursor, Truncated};

type Result<T> = std::result::Result<T, Truncated>;

/// An extension: its number and its content.
pub type Extension<'a> = (u16, &'a [u8]);

/// The extensions at the end of a message; none when the message ends before them.
pub fn list<'a>(c: &mut Cursor<'a>) -> Result<Vec<Extension<'a>>> {
    if c.is_empty() {
        return Ok(Vec::new());
    }
    let mut all = Cursor::new(c.take_u16_prefixed()?);
    let mut out = Vec::new();
    while !all.is_empty() {
        out.push((all.u16()?, all.take_u16_prefixed()?));
    }
    Ok(out)
}

/// All 16-bit numbers of a slice; a last odd byte is left out.
pub fn u16s(data: &[u8]) -> impl Iterator<Item = u64> + '_ {
    data.as_chunks::<2>().0.iter().map(|b| u16::from_be_bytes(*b).into())
}

/// All bytes as numbers.
pub fn u8s(data: &[u8]) -> impl Iterator<Item = u64> + '_ {
    data.iter().map(|b| u64::from(*b))
}

/// A list of 16-bit numbers with a 16-bit length.
pub fn long_list(data: &[u8]) -> Result<&[u8]> {
    Cursor::new(data).take_u16_prefixed()
}

/// A list of anything with an 8-bit length.
pub fn short_list(data: &[u8]) -> Result<&[u8]> {
    Cursor::new(data).take_u8_prefixed()
}

/// The host names of `server_name`, and whether names of other types were among them.
pub fn server_names(data: &[u8]) -> Result<(Vec<&[u8]>, bool)> {
    let mut c = Cursor::new(long_list(data)?);
    let (mut names, mut others) = (Vec::new(), false);
    while !c.is_empty() {
        let kind = c.u8()?;
        let name = c.take_u16_prefixed()?;
        if kind == 0 { names.push(name) } else { others = true }
    }
    Ok((names, others))
}

/// The protocols of `application_layer_protocol_negotiation`.
pub fn protocols(data: &[u8]) -> Result<Vec<&[u8]>> {
    strings_u8(long_list(data)?)
}

fn strings_u8(data: &[u8]) -> Result<Vec<&[u8]>> {
    let mut c = Cursor::new(data);
    let mut out = Vec::new();
    while !c.is_empty() {
        out.push(c.take_u8_prefixed()?);
    }
    Ok(out)
}

/// The groups of a client's `key_share`.
pub fn client_key_shares(data: &[u8]) -> Result<Vec<u64>> {
    let mut c = Cursor::new(long_list(data)?);
    let mut out = Vec::new();
    while !c.is_empty() {
        out.push(c.u16()?.into());
        c.take_u16_prefixed()?;
    }
    Ok(out)
}

/// What a client offers in `pre_shared_key`.
#[derive(Debug, PartialEq, Eq, Default)]
pub struct OfferedKeys<'a> {
    /// Identity and obfuscated age of each key.
    pub identities: Vec<(&'a [u8], u32)>,
    /// A binder for each.
    pub binders: Vec<&'a [u8]>,
}

/// A client's `pre_shared_key`.
pub fn offered_keys(data: &[u8]) -> Result<OfferedKeys<'_>> {
    let mut c = Cursor::new(data);
    let mut list = Cursor::new(c.take_u16_prefixed()?);
    let mut identities = Vec::new();
    while !list.is_empty() {
        identities.push((list.take_u16_prefixed()?, list.u32()?));
    }
    Ok(OfferedKeys { identities, binders: strings_u8(c.take_u16_prefixed()?)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents() {
        assert_eq!(server_names(b"\0\x0b\0\0\x08heise.de"), Ok((vec![&b"heise.de"[..]], false)));
        assert_eq!(server_names(b"\0\x04\x07\0\x01x"), Ok((vec![], true)));
        assert_eq!(server_names(b""), Err(Truncated));
        assert_eq!(protocols(b"\0\x0c\x02h2\x08http/1.1"), Ok(vec![&b"h2"[..], b"http/1.1"]));
        assert_eq!(client_key_shares(b"\0\x0a\0\x1d\0\x01x\0\x17\0\x01y"), Ok(vec![29, 23]));
        assert_eq!(u16s(b"\0\x1d\0\x17\x01").collect::<Vec<_>>(), [29, 23]);
        let keys = offered_keys(b"\0\x07\0\x01i\0\0\0\x05\0\x03\x02bb").unwrap();
        assert_eq!(keys, OfferedKeys { identities: vec![(b"i", 5)], binders: vec![b"bb"] });
        assert_eq!(list(&mut Cursor::new(b"\0\x05\0\x17\0\x01z")), Ok(vec![(23, &b"z"[..])]));
        assert_eq!(list(&mut Cursor::new(b"\0\x05\0\x17\0\x02z")), Err(Truncated));
    }
}
