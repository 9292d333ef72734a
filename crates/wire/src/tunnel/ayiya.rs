//! AYIYA, "anything in anything" (draft-massar-v6ops-ayiya-02).

use crate::cursor::{Cursor, Truncated};
use crate::tunnel::{Fault, Inner, InnerKind};

/// The operation that carries a packet.
const FORWARD: u8 = 1;

/// Parses a datagram; identity and signature are stepped over.
pub fn parse(payload: &[u8]) -> Result<Inner<'_>, Fault> {
    let (operation, next, data) = split(payload).map_err(|_| Fault::violation("Truncated AYIYA"))?;
    if operation != FORWARD {
        return Err(Fault::NOTHING_INSIDE);
    }
    let kind = match next {
        4 | 41 => InnerKind::Ip,
        number => InnerKind::Unknown(number.into()),
    };
    Ok(Inner { data, kind })
}

fn split(payload: &[u8]) -> Result<(u8, u8, &[u8]), Truncated> {
    let mut cursor = Cursor::new(payload);
    let identity = cursor.u8()?;
    let signature = cursor.u8()?;
    let operation = cursor.u8()? & 0x0f;
    let next = cursor.u8()?;
    cursor.skip(4)?;
    cursor.skip(1 << (identity >> 4))?;
    cursor.skip(usize::from(signature >> 4) * 4)?;
    Ok((operation, next, cursor.rest()))
}

/// Whether a datagram on any port looks like AYIYA: SHA-1, shared secret and the forward operation.
pub fn looks_like(payload: &[u8]) -> bool {
    matches!(payload, [_, 0x52, 0x11, ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_or_refuses() {
        let mut bytes = vec![0x44, 0x52, 0x11, 41, 0, 0, 0, 0];
        bytes.extend([0; 16 + 20]);
        bytes.push(0x60);
        assert!(looks_like(&bytes));
        assert_eq!(parse(&bytes), Ok(Inner { data: &[0x60], kind: InnerKind::Ip }));
        assert_eq!(parse(&bytes[..43]), Err(Fault::violation("Truncated AYIYA")));
        bytes[2] = 0x12;
        assert_eq!(parse(&bytes), Err(Fault::NOTHING_INSIDE));
    }
}
