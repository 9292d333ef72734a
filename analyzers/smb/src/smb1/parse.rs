//! Messages of SMB 1 ([MS-CIFS], section 2.2; [MS-SMB], section 2.2): bytes to borrowed records. Little endian throughout;
//! cursors stand over the whole message, so that positions and offsets count from the first byte of the header.

use zander_wire::{Cursor, cursor::Truncated, utf16};

/// `Protocol` of a message.
pub const PROTOCOL: &[u8] = b"\xffSMB";
/// Bytes of a message that says nothing: the header, no words, no bytes.
pub const EMPTY: usize = 35;

/// Commands ([MS-CIFS], section 2.2.2.1).
pub mod command {
    #![allow(missing_docs)]
    pub const CREATE_DIRECTORY: u8 = 0x00;
    pub const CLOSE: u8 = 0x04;
    pub const QUERY_INFORMATION: u8 = 0x08;
    pub const CHECK_DIRECTORY: u8 = 0x10;
    pub const LOCKING_ANDX: u8 = 0x24;
    pub const TRANSACTION: u8 = 0x25;
    pub const TRANSACTION_SECONDARY: u8 = 0x26;
    pub const ECHO: u8 = 0x2b;
    pub const READ_ANDX: u8 = 0x2e;
    pub const WRITE_ANDX: u8 = 0x2f;
    pub const TRANSACTION2: u8 = 0x32;
    pub const TRANSACTION2_SECONDARY: u8 = 0x33;
    pub const TREE_DISCONNECT: u8 = 0x71;
    pub const NEGOTIATE: u8 = 0x72;
    pub const SESSION_SETUP_ANDX: u8 = 0x73;
    pub const LOGOFF_ANDX: u8 = 0x74;
    pub const TREE_CONNECT_ANDX: u8 = 0x75;
    pub const NT_CREATE_ANDX: u8 = 0xa2;
    pub const NT_CANCEL: u8 = 0xa4;
    /// No further command follows in the message.
    pub const NONE: u8 = 0xff;
}

/// The header ([MS-CIFS], section 2.2.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Header {
    pub command: u8,
    pub status: u32,
    pub flags: u8,
    pub flags2: u16,
    pub tid: u16,
    pub pid: u32,
    pub uid: u16,
    pub mid: u16,
}

impl Header {
    /// Strings are in UTF-16.
    pub fn unicode(&self) -> bool {
        self.flags2 & 0x8000 != 0
    }
}

/// Reads the header and moves to the first command.
pub fn header(c: &mut Cursor<'_>) -> Result<Header, Truncated> {
    c.skip(4)?;
    let (command, status, flags, flags2) = (c.u8()?, c.u32_le()?, c.u8()?, c.u16_le()?);
    let pid_high = c.u16_le()?;
    c.skip(10)?;
    let (tid, pid_low, uid, mid) = (c.u16_le()?, c.u16_le()?, c.u16_le()?, c.u16_le()?);
    let pid = u32::from(pid_high) << 16 | u32::from(pid_low);
    Ok(Header { command, status, flags, flags2, tid, pid, uid, mid })
}

/// The next command in a message: which, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AndX {
    /// [`command::NONE`] for none.
    pub command: u8,
    /// Its offset.
    pub offset: u16,
}

/// Reads what every command of a chain has first.
pub fn and_x(c: &mut Cursor<'_>) -> Result<AndX, Truncated> {
    let command = c.u8()?;
    c.skip(1)?;
    Ok(AndX { command, offset: c.u16_le()? })
}

/// A string up to its zero, or to the end; in UTF-16 it begins at an even offset.
pub fn string(c: &mut Cursor<'_>, unicode: bool) -> Vec<u8> {
    if !unicode {
        let mut ahead = *c;
        let text = ahead.take_until(0).unwrap_or_else(|_| ahead.take_rest());
        *c = ahead;
        return text.to_vec();
    }
    if c.position() % 2 == 1 {
        let _ = c.skip(1);
    }
    let bytes = c.rest();
    let units = bytes.chunks_exact(2).position(|u| u == [0, 0]);
    let text = c.take_up_to(units.map_or(bytes.len(), |n| n * 2));
    let _ = c.skip(2);
    utf16::to_utf8(text)
}

/// The name of a domain in an answer to the offer of dialects: alone among all strings it is not aligned.
fn domain(c: &mut Cursor<'_>, unicode: bool) -> Vec<u8> {
    let mut text = Cursor::new(c.take_rest());
    string(&mut text, unicode)
}

/// `SMB_COM_NEGOTIATE` ([MS-CIFS], section 2.2.4.52.1): dialects.
pub fn negotiate_request(c: &mut Cursor<'_>) -> Result<Vec<Vec<u8>>, Truncated> {
    c.skip(1)?;
    let length = c.u16_le()?;
    let mut all = c.sub(length.into())?;
    let mut dialects = Vec::new();
    while !all.is_empty() {
        all.skip(1)?;
        dialects.push(all.take_until(0)?.to_vec());
    }
    Ok(dialects)
}

/// Its answer, by the number of its words.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum NegotiateResponse<'a> {
    Core {
        dialect: u16,
    },
    Lanman {
        dialect: u16,
        security: u16,
        max_buffer: u16,
        max_mpx: u16,
        max_vcs: u16,
        raw_mode: u16,
        session_key: u32,
        time: u16,
        date: u16,
        key: &'a [u8],
        domain: Vec<u8>,
    },
    Ntlm {
        dialect: u16,
        security: u8,
        max_buffer: u32,
        max_mpx: u16,
        max_vcs: u16,
        max_raw: u32,
        session_key: u32,
        capabilities: u32,
        time: u64,
        what: Security<'a>,
    },
}

/// How users prove themselves.
#[derive(Debug, PartialEq, Eq)]
pub enum Security<'a> {
    /// By an answer to a challenge, to the server of a domain.
    Challenge(&'a [u8], Vec<u8>),
    /// By tokens: identifier of the server, first token.
    Tokens(&'a [u8], &'a [u8]),
}

/// `CAP_EXTENDED_SECURITY`
pub const EXTENDED_SECURITY: u32 = 0x8000_0000;

/// Reads it; `None` for a number of words that no server sends.
pub fn negotiate_response<'a>(
    c: &mut Cursor<'a>,
    unicode: bool,
) -> Result<Option<NegotiateResponse<'a>>, Truncated> {
    let words = c.u8()?;
    let dialect = c.u16_le()?;
    Ok(Some(match words {
        1 => NegotiateResponse::Core { dialect },
        13 => {
            let (security, max_buffer, max_mpx) = (c.u16_le()?, c.u16_le()?, c.u16_le()?);
            let (max_vcs, raw_mode, session_key) = (c.u16_le()?, c.u16_le()?, c.u32_le()?);
            let (time, date) = (c.u16_le()?, c.u16_le()?);
            c.skip(2)?;
            let length = c.u16_le()?;
            c.skip(4)?;
            let key = c.take(length.into())?;
            let domain = domain(c, unicode);
            NegotiateResponse::Lanman {
                dialect,
                security,
                max_buffer,
                max_mpx,
                max_vcs,
                raw_mode,
                session_key,
                time,
                date,
                key,
                domain,
            }
        }
        17 => {
            let (security, max_mpx, max_vcs) = (c.u8()?, c.u16_le()?, c.u16_le()?);
            let (max_buffer, max_raw, session_key) = (c.u32_le()?, c.u32_le()?, c.u32_le()?);
            let (capabilities, time) = (c.u32_le()?, c.u64_le()?);
            c.skip(2)?;
            let (key_length, bytes) = (c.u8()?, c.u16_le()?);
            let what = if capabilities & EXTENDED_SECURITY == 0 {
                let key = c.take(key_length.into())?;
                Security::Challenge(key, domain(c, unicode))
            } else {
                let guid = c.take(16)?;
                Security::Tokens(guid, c.take(usize::from(bytes).checked_sub(16).ok_or(Truncated)?)?)
            };
            NegotiateResponse::Ntlm {
                dialect,
                security,
                max_buffer,
                max_mpx,
                max_vcs,
                max_raw,
                session_key,
                capabilities,
                time,
                what,
            }
        }
        _ => return Ok(None),
    }))
}

/// `SMB_COM_SESSION_SETUP_ANDX` ([MS-CIFS], section 2.2.4.53.1; [MS-SMB], section 2.2.4.6.1).
#[derive(Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SessionSetup<'a> {
    pub words: u8,
    pub max_buffer: u16,
    pub max_mpx: u16,
    pub vc: u16,
    pub session_key: u32,
    pub native_os: Vec<u8>,
    pub native_lanman: Vec<u8>,
    pub account: Option<Vec<u8>>,
    pub domain: Option<Vec<u8>>,
    /// The one password of the oldest form.
    pub password: Option<&'a [u8]>,
    /// Answers of LM and NTLM.
    pub answers: Option<(&'a [u8], &'a [u8])>,
    pub token: Option<&'a [u8]>,
    pub capabilities: Option<u32>,
}

/// Reads it with the next command; `None` for a number of words that no client sends.
pub fn session_setup_request<'a>(
    c: &mut Cursor<'a>,
    unicode: bool,
) -> Result<Option<(SessionSetup<'a>, AndX)>, Truncated> {
    let words = c.u8()?;
    if !matches!(words, 10 | 12 | 13) {
        return Ok(None);
    }
    let next = and_x(c)?;
    let (max_buffer, max_mpx, vc, session_key) = (c.u16_le()?, c.u16_le()?, c.u16_le()?, c.u32_le()?);
    let mut s = SessionSetup { words, max_buffer, max_mpx, vc, session_key, ..SessionSetup::default() };
    let (first, second) = (c.u16_le()?, if words == 13 { c.u16_le()? } else { 0 });
    c.skip(4)?;
    if words != 10 {
        s.capabilities = Some(c.u32_le()?);
    }
    c.skip(2)?;
    let secret = c.take(first.into())?;
    match words {
        10 => s.password = Some(secret),
        12 => s.token = Some(secret),
        _ => s.answers = Some((secret, c.take(second.into())?)),
    }
    if words != 12 {
        s.account = Some(string(c, unicode));
        s.domain = Some(string(c, unicode));
    }
    s.native_os = string(c, unicode);
    s.native_lanman = string(c, unicode);
    Ok(Some((s, next)))
}

/// The answer ([MS-CIFS], section 2.2.4.53.2; [MS-SMB], section 2.2.4.6.2).
#[derive(Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SessionSetupResponse<'a> {
    pub words: u8,
    /// Nothing of it is there in an answer of another form.
    pub guest: Option<bool>,
    pub native_os: Vec<u8>,
    pub native_lanman: Vec<u8>,
    pub domain: Option<Vec<u8>>,
    pub token: &'a [u8],
}

/// Reads it with the next command.
pub fn session_setup_response<'a>(
    c: &mut Cursor<'a>,
    unicode: bool,
) -> Result<(SessionSetupResponse<'a>, Option<AndX>), Truncated> {
    let words = c.u8()?;
    let mut s = SessionSetupResponse { words, ..SessionSetupResponse::default() };
    if !matches!(words, 3 | 4) {
        return Ok((s, None));
    }
    let next = and_x(c)?;
    s.guest = Some(c.u16_le()? & 1 != 0);
    let token = if words == 4 { c.u16_le()? } else { 0 };
    let bytes = c.u16_le()?;
    s.token = c.take(token.into())?;
    if words == 4 || bytes > 0 {
        s.native_os = string(c, unicode);
        s.native_lanman = string(c, unicode);
    }
    if words == 3 {
        s.domain = Some(if bytes > 0 { string(c, unicode) } else { Vec::new() });
    }
    Ok((s, Some(next)))
}

/// `SMB_COM_TREE_CONNECT_ANDX` ([MS-CIFS], section 2.2.4.55.1): path and service, and the next command.
pub fn tree_connect_request(
    c: &mut Cursor<'_>,
    unicode: bool,
) -> Result<(Vec<u8>, Vec<u8>, AndX), Truncated> {
    c.skip(1)?;
    let next = and_x(c)?;
    c.skip(2)?;
    let password = c.u16_le()?;
    c.skip(2)?;
    c.skip(password.into())?;
    Ok((string(c, unicode), string(c, false), next))
}

/// Its answer: service and file system, and the next command.
pub fn tree_connect_response(
    c: &mut Cursor<'_>,
    unicode: bool,
) -> Result<(Vec<u8>, Vec<u8>, AndX), Truncated> {
    let words = c.u8()?;
    let next = and_x(c)?;
    c.skip(usize::from(words).saturating_sub(2) * 2)?;
    let bytes = usize::from(c.u16_le()?);
    let start = c.position();
    let service = string(c, false);
    let more = bytes > c.position() - start;
    Ok((service, if more { string(c, unicode) } else { Vec::new() }, next))
}

/// `SMB_COM_NT_CREATE_ANDX` ([MS-CIFS], section 2.2.4.64.1): the name, and the next command.
pub fn create_request(c: &mut Cursor<'_>, unicode: bool) -> Result<(Vec<u8>, AndX), Truncated> {
    c.skip(1)?;
    let next = and_x(c)?;
    c.skip(46)?;
    Ok((string(c, unicode), next))
}

/// Its answer.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct CreateResponse {
    pub file: u16,
    pub times: crate::smb2::parse::Times,
    pub size: u64,
    pub next: AndX,
}

/// Reads it.
pub fn create_response(c: &mut Cursor<'_>) -> Result<CreateResponse, Truncated> {
    c.skip(1)?;
    let next = and_x(c)?;
    c.skip(1)?;
    let file = c.u16_le()?;
    c.skip(4)?;
    let times = crate::smb2::parse::times(c)?;
    c.skip(12)?;
    let size = c.u64_le()?;
    c.skip(5)?;
    Ok(CreateResponse { file, times, size, next })
}

/// A read or a write: which file, from where, how many bytes.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Access<'a> {
    pub file: u16,
    pub offset: u64,
    pub length: u64,
    /// What is written.
    pub data: &'a [u8],
    pub next: AndX,
}

/// `SMB_COM_READ_ANDX` ([MS-CIFS], section 2.2.4.42.1; [MS-SMB], section 2.2.4.2.1).
pub fn read_request(c: &mut Cursor<'_>) -> Result<Access<'static>, Truncated> {
    let words = c.u8()?;
    let next = and_x(c)?;
    let (file, low, length) = (c.u16_le()?, c.u32_le()?, c.u16_le()?);
    c.skip(2)?;
    let high_length = match c.u32_le()? {
        u32::MAX => 0,
        n => n,
    };
    c.skip(2)?;
    let high = if words == 12 { c.u32_le()? } else { 0 };
    let offset = u64::from(high) << 32 | u64::from(low);
    Ok(Access { file, offset, length: (u64::from(high_length) << 16) + u64::from(length), data: b"", next })
}

/// Its answer: the bytes, and the next command.
pub fn read_response<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<(&'a [u8], AndX), Truncated> {
    c.skip(1)?;
    let next = and_x(c)?;
    c.skip(6)?;
    let (low, offset, high) = (c.u16_le()?, c.u16_le()?, c.u16_le()?);
    let length = usize::from(high) << 16 | usize::from(low);
    Ok((crate::smb2::parse::blob(message, offset.into(), length)?, next))
}

/// `SMB_COM_WRITE_ANDX` ([MS-CIFS], section 2.2.4.43.1; [MS-SMB], section 2.2.4.3.1).
pub fn write_request<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<Access<'a>, Truncated> {
    let words = c.u8()?;
    let next = and_x(c)?;
    let (file, low) = (c.u16_le()?, c.u32_le()?);
    c.skip(8)?;
    let (high_length, low_length, at) = (c.u16_le()?, c.u16_le()?, c.u16_le()?);
    let high = if words == 14 { c.u32_le()? } else { 0 };
    let length = usize::from(high_length) << 16 | usize::from(low_length);
    let data = crate::smb2::parse::blob(message, at.into(), length)?;
    let offset = u64::from(high) << 32 | u64::from(low);
    Ok(Access { file, offset, length: length as u64, data, next })
}

/// Its answer: bytes written, and the next command.
pub fn write_response(c: &mut Cursor<'_>) -> Result<(u64, AndX), Truncated> {
    c.skip(1)?;
    let next = and_x(c)?;
    let low = c.u16_le()?;
    c.skip(2)?;
    let high = c.u16_le()?;
    Ok((u64::from(high) << 16 | u64::from(low), next))
}

/// Counts and places of a transaction and what it carries ([MS-CIFS], sections 2.2.4.33, 2.2.4.34, 2.2.4.46, 2.2.4.47).
#[derive(Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Transaction<'a> {
    pub total_parameters: u16,
    pub total_data: u16,
    pub max_parameters: u16,
    pub max_data: u16,
    pub max_setup: u8,
    pub flags: u16,
    pub timeout: u32,
    pub parameter_count: u16,
    pub parameter_offset: u16,
    pub parameter_displacement: u16,
    pub data_count: u16,
    pub data_offset: u16,
    pub data_displacement: u16,
    /// What it is to do, and to what.
    pub setup: Vec<u16>,
    /// The file of a continuation of the newer kind.
    pub file: u16,
    /// The name of a transaction of the older kind.
    pub name: Vec<u8>,
    pub parameters: &'a [u8],
    pub data: &'a [u8],
}

fn setup(c: &mut Cursor<'_>) -> Result<Vec<u16>, Truncated> {
    let count = c.u8()?;
    c.skip(1)?;
    (0..count).map(|_| c.u16_le()).collect()
}

fn carried<'a>(message: &'a [u8], mut t: Transaction<'a>) -> Result<Transaction<'a>, Truncated> {
    let blob = crate::smb2::parse::blob;
    t.parameters = blob(message, t.parameter_offset.into(), t.parameter_count.into())?;
    t.data = blob(message, t.data_offset.into(), t.data_count.into())?;
    Ok(t)
}

/// A request of either kind; `named` for the older one.
pub fn transaction_request<'a>(
    message: &'a [u8],
    c: &mut Cursor<'a>,
    unicode: bool,
    named: bool,
) -> Result<Transaction<'a>, Truncated> {
    c.skip(1)?;
    let mut t = Transaction {
        total_parameters: c.u16_le()?,
        total_data: c.u16_le()?,
        max_parameters: c.u16_le()?,
        max_data: c.u16_le()?,
        max_setup: c.u8()?,
        ..Transaction::default()
    };
    c.skip(1)?;
    (t.flags, t.timeout) = (c.u16_le()?, c.u32_le()?);
    c.skip(2)?;
    (t.parameter_count, t.parameter_offset) = (c.u16_le()?, c.u16_le()?);
    (t.data_count, t.data_offset) = (c.u16_le()?, c.u16_le()?);
    t.setup = setup(c)?;
    c.skip(2)?;
    if named {
        t.name = string(c, unicode);
    }
    carried(message, t)
}

/// An answer of either kind.
pub fn transaction_response<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<Transaction<'a>, Truncated> {
    c.skip(1)?;
    let mut t =
        Transaction { total_parameters: c.u16_le()?, total_data: c.u16_le()?, ..Transaction::default() };
    c.skip(2)?;
    (t.parameter_count, t.parameter_offset, t.parameter_displacement) =
        (c.u16_le()?, c.u16_le()?, c.u16_le()?);
    (t.data_count, t.data_offset, t.data_displacement) = (c.u16_le()?, c.u16_le()?, c.u16_le()?);
    t.setup = setup(c)?;
    carried(message, t)
}

/// A continuation; that of the newer kind names a file.
pub fn transaction_secondary<'a>(
    message: &'a [u8],
    c: &mut Cursor<'a>,
    newer: bool,
) -> Result<Transaction<'a>, Truncated> {
    c.skip(1)?;
    let mut t =
        Transaction { total_parameters: c.u16_le()?, total_data: c.u16_le()?, ..Transaction::default() };
    (t.parameter_count, t.parameter_offset, t.parameter_displacement) =
        (c.u16_le()?, c.u16_le()?, c.u16_le()?);
    (t.data_count, t.data_offset, t.data_displacement) = (c.u16_le()?, c.u16_le()?, c.u16_le()?);
    if newer {
        t.file = c.u16_le()?;
    }
    carried(message, t)
}
