//! Messages of SMB 2 and 3 ([MS-SMB2], section 2.2): bytes to borrowed records. Little endian throughout; offsets count from
//! the first byte of the header.

use zander_wire::{Cursor, cursor::Truncated};

/// `ProtocolId` of a message.
pub const PROTOCOL: &[u8] = b"\xfeSMB";
/// `ProtocolId` of an encrypted one.
pub const ENCRYPTED: &[u8] = b"\xfdSMB";
/// Bytes of a header.
pub const HEADER: usize = 64;

/// Commands (section 2.2.1.2).
pub mod command {
    #![allow(missing_docs)]
    pub const NEGOTIATE: u16 = 0;
    pub const SESSION_SETUP: u16 = 1;
    pub const TREE_CONNECT: u16 = 3;
    pub const TREE_DISCONNECT: u16 = 4;
    pub const CREATE: u16 = 5;
    pub const CLOSE: u16 = 6;
    pub const READ: u16 = 8;
    pub const WRITE: u16 = 9;
    pub const IOCTL: u16 = 11;
    pub const CHANGE_NOTIFY: u16 = 15;
    pub const QUERY_INFO: u16 = 16;
    pub const SET_INFO: u16 = 17;
}

/// Statuses that decide how an answer is read ([MS-ERREF], section 2.3.1).
pub mod status {
    #![allow(missing_docs)]
    pub const SUCCESS: u32 = 0;
    pub const PENDING: u32 = 0x103;
    pub const NOTIFY_ENUM_DIR: u32 = 0x10c;
    pub const BUFFER_OVERFLOW: u32 = 0x8000_0005;
    pub const INVALID_PARAMETER: u32 = 0xc000_000d;
    pub const MORE_PROCESSING_REQUIRED: u32 = 0xc000_0016;
}

/// `FSCTL_PIPE_TRANSCEIVE`: writes to a pipe and reads the answer.
pub const PIPE_TRANSCEIVE: u32 = 0x0011_c017;

/// The header (section 2.2.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Header<'a> {
    pub credit_charge: u16,
    pub status: u32,
    pub command: u16,
    pub credits: u16,
    pub flags: u32,
    /// Where the next message of a compound begins; 0 for none.
    pub next: u32,
    pub message_id: u64,
    pub process_id: u32,
    pub tree_id: u32,
    pub session_id: u64,
    pub signature: &'a [u8],
}

/// Reads the header and moves to the body.
pub fn header<'a>(c: &mut Cursor<'a>) -> Result<Header<'a>, Truncated> {
    c.skip(6)?; // ProtocolId, StructureSize
    Ok(Header {
        credit_charge: c.u16_le()?,
        status: c.u32_le()?,
        command: c.u16_le()?,
        credits: c.u16_le()?,
        flags: c.u32_le()?,
        next: c.u32_le()?,
        message_id: c.u64_le()?,
        process_id: c.u32_le()?,
        tree_id: c.u32_le()?,
        session_id: c.u64_le()?,
        signature: c.take(16)?,
    })
}

impl Header<'_> {
    /// True for an answer that carries an `ERROR Response` in place of its body (section 3.3.4.4).
    pub fn failed(&self) -> bool {
        match self.status {
            status::SUCCESS => false,
            status::BUFFER_OVERFLOW => {
                !matches!(self.command, command::IOCTL | command::QUERY_INFO | command::READ)
            }
            status::INVALID_PARAMETER => self.command != command::IOCTL,
            status::MORE_PROCESSING_REQUIRED => self.command != command::SESSION_SETUP,
            status::NOTIFY_ENUM_DIR => self.command != command::CHANGE_NOTIFY,
            _ => true,
        }
    }
}

/// Bytes that an offset and a length in a body point to.
pub fn blob(message: &[u8], offset: usize, length: usize) -> Result<&[u8], Truncated> {
    if length == 0 {
        return Ok(b"");
    }
    let mut c = Cursor::new(message);
    c.skip(offset)?;
    c.take(length)
}

/// The header of an encrypted message behind its `ProtocolId` (section 2.2.41).
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Transform<'a> {
    pub signature: &'a [u8],
    pub nonce: &'a [u8],
    pub size: u32,
    pub flags: u16,
    pub session_id: u64,
}

/// Reads the header of an encrypted message.
pub fn transform(message: &[u8]) -> Result<Transform<'_>, Truncated> {
    let mut c = Cursor::new(message);
    c.skip(4)?;
    let (signature, nonce, size) = (c.take(16)?, c.take(16)?, c.u32_le()?);
    c.skip(2)?;
    Ok(Transform { signature, nonce, size, flags: c.u16_le()?, session_id: c.u64_le()? })
}

/// A `FileId`, or another identifier of two halves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Guid {
    pub persistent: u64,
    pub volatile: u64,
}

impl Guid {
    /// One number for both halves.
    pub fn number(self) -> u64 {
        self.persistent.wrapping_add(self.volatile)
    }
}

/// Reads an identifier.
pub fn guid(c: &mut Cursor<'_>) -> Result<Guid, Truncated> {
    Ok(Guid { persistent: c.u64_le()?, volatile: c.u64_le()? })
}

/// Times of a file, in units of 100 ns since 1601.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Times {
    pub created: u64,
    pub accessed: u64,
    pub modified: u64,
    pub changed: u64,
}

/// Reads four times in the order in which every message has them.
pub fn times(c: &mut Cursor<'_>) -> Result<Times, Truncated> {
    Ok(Times { created: c.u64_le()?, accessed: c.u64_le()?, modified: c.u64_le()?, changed: c.u64_le()? })
}

/// `NEGOTIATE Request` (section 2.2.3): its dialects.
pub fn negotiate_request(c: &mut Cursor<'_>) -> Result<Vec<u16>, Truncated> {
    c.skip(2)?;
    let count = c.u16_le()?;
    c.skip(32)?;
    let mut dialects = c.sub(usize::from(count) * 2)?;
    Ok(std::iter::from_fn(|| dialects.u16_le().ok()).collect())
}

/// `NEGOTIATE Response` (section 2.2.4).
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct NegotiateResponse<'a> {
    pub dialect: u16,
    pub security_mode: u16,
    pub server_guid: Guid,
    pub system_time: u64,
    pub start_time: u64,
    pub context_count: u16,
    pub contexts: Vec<NegotiateContext<'a>>,
    pub blob: &'a [u8],
}

/// Something to agree on (section 2.2.3.1).
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct NegotiateContext<'a> {
    pub kind: u16,
    pub length: u16,
    pub content: Context<'a>,
}

/// What a context says.
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Context<'a> {
    Integrity { hashes: Vec<u16>, salt: &'a [u8] },
    Encryption(Vec<u16>),
    Compression(Vec<u16>),
    NetName(&'a [u8]),
    Other,
}

/// Reads the answer with its contexts, which dialect 3.1.1 has.
pub fn negotiate_response<'a>(
    message: &'a [u8],
    c: &mut Cursor<'a>,
) -> Result<NegotiateResponse<'a>, Truncated> {
    c.skip(2)?;
    let security_mode = c.u16_le()?;
    let dialect = c.u16_le()?;
    let context_count = c.u16_le()?;
    let server_guid = guid(c)?;
    c.skip(16)?;
    let (system_time, start_time) = (c.u64_le()?, c.u64_le()?);
    let (offset, length) = (c.u16_le()?, c.u16_le()?);
    let contexts_at = c.u32_le()?;
    let mut contexts = Vec::new();
    if dialect == 0x0311 && context_count > 0 {
        let mut all = Cursor::new(message);
        all.skip(contexts_at as usize)?;
        for n in 0..context_count {
            if n > 0 {
                let odd = all.position() % 8;
                all.skip(if odd == 0 { 0 } else { 8 - odd })?;
            }
            contexts.push(negotiate_context(&mut all)?);
        }
    }
    Ok(NegotiateResponse {
        dialect,
        security_mode,
        server_guid,
        system_time,
        start_time,
        context_count,
        contexts,
        blob: blob(message, offset.into(), length.into())?,
    })
}

fn negotiate_context<'a>(all: &mut Cursor<'a>) -> Result<NegotiateContext<'a>, Truncated> {
    let (kind, length) = (all.u16_le()?, all.u16_le()?);
    all.skip(4)?;
    let mut c = all.sub(length.into())?;
    let numbers = |c: &mut Cursor<'_>, n: u16| (0..n).map(|_| c.u16_le()).collect::<Result<Vec<_>, _>>();
    let content = match kind {
        1 => {
            let (count, salt) = (c.u16_le()?, c.u16_le()?);
            Context::Integrity { hashes: numbers(&mut c, count)?, salt: c.take(salt.into())? }
        }
        2 => {
            let count = c.u16_le()?;
            Context::Encryption(numbers(&mut c, count)?)
        }
        3 => {
            let count = c.u16_le()?;
            c.skip(6)?;
            Context::Compression(numbers(&mut c, count)?)
        }
        5 => Context::NetName(c.rest()),
        _ => Context::Other,
    };
    Ok(NegotiateContext { kind, length, content })
}

/// `SESSION_SETUP Request` (section 2.2.5): the security mode and the token.
pub fn session_setup_request<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<(u8, &'a [u8]), Truncated> {
    c.skip(3)?;
    let mode = c.u8()?;
    c.skip(8)?;
    let (offset, length) = (c.u16_le()?, c.u16_le()?);
    Ok((mode, blob(message, offset.into(), length.into())?))
}

/// `SESSION_SETUP Response` (section 2.2.6): flags and the token.
pub fn session_setup_response<'a>(
    message: &'a [u8],
    c: &mut Cursor<'a>,
) -> Result<(u16, &'a [u8]), Truncated> {
    c.skip(2)?;
    let (flags, offset, length) = (c.u16_le()?, c.u16_le()?, c.u16_le()?);
    Ok((flags, blob(message, offset.into(), length.into())?))
}

/// `TREE_CONNECT Request` (section 2.2.9): the path, in UTF-16.
pub fn tree_connect_request<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<&'a [u8], Truncated> {
    c.skip(4)?;
    let (offset, length) = (c.u16_le()?, c.u16_le()?);
    blob(message, offset.into(), length.into())
}

/// `CREATE Request` (section 2.2.13).
#[derive(Debug, PartialEq, Eq)]
pub struct CreateRequest<'a> {
    /// In UTF-16.
    pub name: &'a [u8],
    /// What to do when it exists, or does not.
    pub disposition: u32,
    /// Options.
    pub options: u32,
}

/// Reads a request to open a file.
pub fn create_request<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<CreateRequest<'a>, Truncated> {
    c.skip(36)?;
    let (disposition, options) = (c.u32_le()?, c.u32_le()?);
    let (offset, length) = (c.u16_le()?, c.u16_le()?);
    c.skip(8)?;
    Ok(CreateRequest { name: blob(message, offset.into(), length.into())?, disposition, options })
}

/// `CREATE Response` (section 2.2.14).
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct CreateResponse {
    pub action: u32,
    pub times: Times,
    pub size: u64,
    pub attributes: u32,
    pub file_id: Guid,
}

/// Reads the answer to it.
pub fn create_response(c: &mut Cursor<'_>) -> Result<CreateResponse, Truncated> {
    c.skip(4)?;
    let action = c.u32_le()?;
    let times = times(c)?;
    c.skip(8)?;
    let (size, attributes) = (c.u64_le()?, c.u32_le()?);
    c.skip(4)?;
    Ok(CreateResponse { action, times, size, attributes, file_id: guid(c)? })
}

/// `CLOSE Request` (section 2.2.15): the file.
pub fn close_request(c: &mut Cursor<'_>) -> Result<Guid, Truncated> {
    c.skip(8)?;
    guid(c)
}

/// `CLOSE Response` (section 2.2.16): times, allocated bytes, length, attributes.
pub fn close_response(c: &mut Cursor<'_>) -> Result<(Times, u64, u64, u32), Truncated> {
    c.skip(8)?;
    Ok((times(c)?, c.u64_le()?, c.u64_le()?, c.u32_le()?))
}

/// `READ Request` (section 2.2.19): length, offset, file.
pub fn read_request(c: &mut Cursor<'_>) -> Result<(u32, u64, Guid), Truncated> {
    c.skip(4)?;
    Ok((c.u32_le()?, c.u64_le()?, guid(c)?))
}

/// `READ Response` (section 2.2.20): the bytes.
pub fn read_response<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<&'a [u8], Truncated> {
    c.skip(2)?;
    let offset = c.u8()?;
    c.skip(1)?;
    let length = c.u32_le()?;
    c.skip(8)?;
    blob(message, offset.into(), length as usize)
}

/// `WRITE Request` (section 2.2.21).
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct WriteRequest<'a> {
    pub file_id: Guid,
    pub offset: u64,
    pub data: &'a [u8],
}

/// Reads it.
pub fn write_request<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<WriteRequest<'a>, Truncated> {
    c.skip(2)?;
    let at = c.u16_le()?;
    let length = c.u32_le()?;
    let offset = c.u64_le()?;
    let file_id = guid(c)?;
    c.skip(16)?;
    Ok(WriteRequest { file_id, offset, data: blob(message, at.into(), length as usize)? })
}

/// `WRITE Response` (section 2.2.22): bytes written.
pub fn write_response(c: &mut Cursor<'_>) -> Result<u32, Truncated> {
    c.skip(4)?;
    c.u32_le()
}

/// What a control of a device carries (sections 2.2.31 and 2.2.32).
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Ioctl<'a> {
    pub code: u32,
    pub file_id: Guid,
    /// The input of a request, the output of an answer.
    pub data: &'a [u8],
}

/// Reads `IOCTL Request`, or with `response` the answer.
pub fn ioctl<'a>(message: &'a [u8], c: &mut Cursor<'a>, response: bool) -> Result<Ioctl<'a>, Truncated> {
    c.skip(4)?;
    let (code, file_id) = (c.u32_le()?, guid(c)?);
    if response {
        c.skip(8)?;
    }
    let (offset, length) = (c.u32_le()?, c.u32_le()?);
    Ok(Ioctl { code, file_id, data: blob(message, offset as usize, length as usize)? })
}

/// `SET_INFO Request` (section 2.2.39).
#[derive(Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct SetInfo<'a> {
    /// 1 a file, 2 a file system, 3 security, 4 quotas.
    pub kind: u8,
    pub class: u8,
    pub file_id: Guid,
    pub data: &'a [u8],
}

/// Reads it.
pub fn set_info<'a>(message: &'a [u8], c: &mut Cursor<'a>) -> Result<SetInfo<'a>, Truncated> {
    c.skip(2)?;
    let (kind, class) = (c.u8()?, c.u8()?);
    let length = c.u32_le()?;
    let offset = c.u16_le()?;
    c.skip(6)?;
    Ok(SetInfo { kind, class, file_id: guid(c)?, data: blob(message, offset.into(), length as usize)? })
}

/// The new name in `FileRenameInformation` and `FileLinkInformation` ([MS-FSCC], sections 2.4.42.2 and 2.4.28.2): the root
/// directory and the name in UTF-16.
pub fn new_name(data: &[u8]) -> Result<(u64, &[u8]), Truncated> {
    let mut c = Cursor::new(data);
    c.skip(8)?;
    let root = c.u64_le()?;
    let length = c.u32_le()?;
    Ok((root, c.take(length as usize)?))
}

/// Names, each with its value.
pub type Attributes<'a> = Vec<(&'a [u8], &'a [u8])>;

/// `FileFullEaInformation` ([MS-FSCC], section 2.4.16).
pub fn extended_attributes(data: &[u8]) -> Result<Attributes<'_>, Truncated> {
    let (mut all, mut rest) = (Vec::new(), data);
    loop {
        let mut c = Cursor::new(rest);
        let next = c.u32_le()? as usize;
        c.skip(1)?;
        let (name, value) = (c.u8()?, c.u16_le()?);
        let name = c.take(name.into())?;
        // The name ends with a zero that its length does not count.
        c.skip(1)?;
        all.push((name, c.take(value.into())?));
        if next < 8 {
            return Ok(all);
        }
        rest = rest.get(next..).ok_or(Truncated)?;
    }
}
