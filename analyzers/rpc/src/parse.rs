//! Messages of RPC (RFC 5531, section 9), in XDR (RFC 4506): numbers are big endian, everything fills up four bytes.

use crate::events::RpcStatus;
use zander_wire::{Cursor, Truncated};

/// Longest message that is kept; more of it is passed over.
pub const MAX_MESSAGE: usize = 1 << 16;
/// More groups than this nobody has (RFC 5531 allows 16).
const MAX_GROUPS: u32 = 64;

/// Opaque data or text of at most `most` bytes.
pub fn opaque<'a>(c: &mut Cursor<'a>, most: usize) -> Result<&'a [u8], Truncated> {
    let length = c.u32()? as usize;
    if length > most {
        return Err(Truncated);
    }
    let data = c.take(length)?;
    c.take_up_to(length.next_multiple_of(4) - length);
    Ok(data)
}

/// A number for yes or no.
pub fn flag(c: &mut Cursor<'_>) -> Result<bool, Truncated> {
    Ok(c.u32()? != 0)
}

/// Bytes of a record's fragment with its mark (RFC 5531, section 11); `None` while `b` is too short to tell.
pub fn fragment(b: &[u8]) -> Option<usize> {
    let mark = Cursor::new(b).u32().ok()?;
    Some(4 + (mark & 0x7fff_ffff) as usize)
}

/// True when a stream may go on with a message here that this side may send: a call, or a reply.
pub fn plausible(b: &[u8], call: bool) -> bool {
    let read = |c: &mut Cursor<'_>| -> Result<(usize, u32), Truncated> {
        let mark = c.u32()?;
        c.skip(4)?;
        Ok(((mark & 0x7fff_ffff) as usize, c.u32()?))
    };
    read(&mut Cursor::new(b))
        .is_ok_and(|(length, kind)| (16..=MAX_MESSAGE).contains(&length) && kind == u32::from(!call))
}

/// A message.
pub struct Message<'a> {
    /// Which call it belongs to.
    pub xid: u32,
    /// What follows; `None` for a kind that there is not.
    pub body: Option<Body<'a>>,
    /// Bytes behind number and kind.
    pub length: usize,
}

/// What a message is.
pub enum Body<'a> {
    /// A call, all of it as it was sent.
    Call(&'a [u8]),
    /// What came of a call, and the results behind it.
    Reply(RpcStatus, Cursor<'a>),
}

/// Reads a message.
pub fn message(b: &[u8]) -> Result<Message<'_>, Truncated> {
    let mut c = Cursor::new(b);
    let (xid, kind) = (c.u32()?, c.u32()?);
    let length = c.remaining();
    let body = match kind {
        0 => Some(Body::Call(c.rest())),
        1 => {
            let status = reply(&mut c)?;
            Some(Body::Reply(status, c))
        }
        _ => None,
    };
    Ok(Message { xid, body, length })
}

fn reply(c: &mut Cursor<'_>) -> Result<RpcStatus, Truncated> {
    const ACCEPTED: u32 = 0;
    const DENIED: u32 = 1;
    Ok(match c.u32()? {
        ACCEPTED => {
            c.skip(4)?;
            opaque(c, 400)?;
            match c.u32()? {
                0 => RpcStatus::RPC_SUCCESS,
                1 => RpcStatus::RPC_PROG_UNAVAIL,
                2 => {
                    c.skip(8)?;
                    RpcStatus::RPC_PROG_MISMATCH
                }
                3 => RpcStatus::RPC_PROC_UNAVAIL,
                4 => RpcStatus::RPC_GARBAGE_ARGS,
                5 => RpcStatus::RPC_SYSTEM_ERR,
                _ => RpcStatus::RPC_UNKNOWN_ERROR,
            }
        }
        DENIED => match c.u32()? {
            0 => {
                c.skip(8)?;
                RpcStatus::RPC_VERS_MISMATCH
            }
            1 => {
                c.skip(4)?;
                RpcStatus::RPC_AUTH_ERROR
            }
            _ => RpcStatus::RPC_UNKNOWN_ERROR,
        },
        _ => RpcStatus::RPC_UNKNOWN_ERROR,
    })
}

/// The head of a call.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// Number of the program.
    pub program: u32,
    /// Its version.
    pub version: u32,
    /// And procedure.
    pub procedure: u32,
    /// Who calls.
    pub caller: Caller,
}

/// Who calls, with AUTH_SYS (RFC 5531, appendix A).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// A number of the client's.
    pub stamp: u32,
    /// The client's name.
    pub machine: Vec<u8>,
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// And further ones.
    pub groups: Vec<u32>,
}

/// Reads the head of a call; what follows are its arguments.
pub fn call(c: &mut Cursor<'_>) -> Result<Call, Truncated> {
    const AUTH_SYS: u32 = 1;
    let _version = c.u32()?;
    let (program, version, procedure) = (c.u32()?, c.u32()?, c.u32()?);
    let flavor = c.u32()?;
    let credentials = opaque(c, 400)?;
    c.skip(4)?;
    opaque(c, 400)?;
    let caller = if flavor == AUTH_SYS { caller(credentials)? } else { Caller::default() };
    Ok(Call { program, version, procedure, caller })
}

fn caller(credentials: &[u8]) -> Result<Caller, Truncated> {
    let mut c = Cursor::new(credentials);
    let stamp = c.u32()?;
    let machine = opaque(&mut c, 255)?.to_vec();
    let (uid, gid) = (c.u32()?, c.u32()?);
    let count = c.u32()?;
    if count > MAX_GROUPS {
        return Err(Truncated);
    }
    let groups = (0..count).map(|_| c.u32()).collect::<Result<_, _>>()?;
    Ok(Caller { stamp, machine, uid, gid, groups })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls() {
        let b = b"\0\0\0\x02\0\x01\x86\xa3\0\0\0\x03\0\0\0\x01\0\0\0\x01\0\0\0\x1c\0\0\0\x07\0\0\0\x02pc\0\0\
            \0\0\0\x0a\0\0\0\x14\0\0\0\x01\0\0\0\x1e\0\0\0\0\0\0\0\0rest";
        let mut c = Cursor::new(b);
        let read = call(&mut c).unwrap();
        let caller = Caller { stamp: 7, machine: b"pc".to_vec(), uid: 10, gid: 20, groups: vec![30] };
        assert_eq!(read, Call { program: 100_003, version: 3, procedure: 1, caller });
        assert_eq!(c.rest(), b"rest");
        assert!(call(&mut Cursor::new(&b[..50])).is_err());
    }

    #[test]
    fn replies() {
        let check = |b: &[u8], wanted| assert_eq!(reply(&mut Cursor::new(b)), Ok(wanted));
        check(&[0; 16], RpcStatus::RPC_SUCCESS);
        check(b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x03", RpcStatus::RPC_PROC_UNAVAIL);
        check(b"\0\0\0\x01\0\0\0\x01\0\0\0\x05", RpcStatus::RPC_AUTH_ERROR);
        check(b"\0\0\0\x01\0\0\0\0\0\0\0\x02\0\0\0\x02", RpcStatus::RPC_VERS_MISMATCH);
        assert!(reply(&mut Cursor::new(&[0; 15])).is_err());
    }

    #[test]
    fn streams() {
        assert_eq!(fragment(b"\x80\0\0\x10"), Some(20));
        assert_eq!(fragment(b"\x80\0\0"), None);
        let b = b"\x80\0\0\x10\x01\x02\x03\x04\0\0\0\0";
        assert!(plausible(b, true) && !plausible(b, false) && !plausible(&b[..11], true));
        assert_eq!(opaque(&mut Cursor::new(b"\0\0\0\x02ab\0\0c"), 9), Ok(&b"ab"[..]));
        assert!(opaque(&mut Cursor::new(b"\0\0\0\x02ab"), 1).is_err());
    }
}
