//! Records for scripts out of messages of SMB 2.

use super::parse::{self, Context, CreateRequest, CreateResponse, Guid, Header, NegotiateResponse, Times};
use crate::events::{self, Events};
use std::cell::OnceCell;
use zander_analyzer::{Time, emit};
use zander_value::{Type, Val};
use zander_wire::filetime;

/// A message whose header becomes a record when it is first needed.
pub(super) struct Told<'a> {
    pub events: &'a Events,
    pub source: &'a Header<'a>,
    header: OnceCell<Val>,
}

impl<'a> Told<'a> {
    pub fn new(events: &'a Events, source: &'a Header<'a>) -> Told<'a> {
        Told { events, source, header: OnceCell::new() }
    }

    /// `SMB2::Header`
    pub fn header(&self) -> Val {
        let h = self.source;
        let make = || {
            let record = events::SMB2Header {
                credit_charge: h.credit_charge.into(),
                status: h.status.into(),
                command: h.command.into(),
                credits: h.credits.into(),
                flags: h.flags.into(),
                message_id: h.message_id,
                process_id: h.process_id.into(),
                tree_id: h.tree_id.into(),
                session_id: h.session_id,
                signature: h.signature,
            };
            record.val(self.events)
        };
        self.header.get_or_init(make).clone()
    }

    /// `SMB2::GUID`
    pub fn guid(&self, id: Guid) -> Val {
        guid(self.events, id)
    }
}

fn guid(events: &Events, id: Guid) -> Val {
    events::SMB2GUID { persistent: id.persistent, volatile: id.volatile }.val(events)
}

/// A vector of counts.
pub(super) fn numbers(all: &[u16]) -> Val {
    emit::counts(all.iter().map(|n| u64::from(*n)))
}

/// `SMB::MACTimes`
pub(crate) fn times(events: &Events, t: Times) -> Val {
    let at = |ticks: u64| Time(filetime::seconds(ticks));
    let record = events::SMBMACTimes {
        modified: at(t.modified),
        modified_raw: t.modified,
        accessed: at(t.accessed),
        accessed_raw: t.accessed,
        created: at(t.created),
        created_raw: t.created,
        changed: at(t.changed),
        changed_raw: t.changed,
    };
    record.val(events)
}

/// `SMB2::FileAttrs` ([MS-FSCC], section 2.6)
pub(super) fn attributes(events: &Events, bits: u32) -> Val {
    let has = |bit: u32| bits & bit != 0;
    let record = events::SMB2FileAttrs {
        read_only: has(0x1),
        hidden: has(0x2),
        system: has(0x4),
        directory: has(0x10),
        archive: has(0x20),
        normal: has(0x80),
        temporary: has(0x100),
        sparse_file: has(0x200),
        reparse_point: has(0x400),
        compressed: has(0x800),
        offline: has(0x1000),
        not_content_indexed: has(0x2000),
        encrypted: has(0x4000),
        integrity_stream: has(0x8000),
        no_scrub_data: has(0x2_0000),
    };
    record.val(events)
}

pub(super) fn transform(events: &Events, t: &parse::Transform<'_>) -> Val {
    let record = events::SMB2TransformHeader {
        signature: t.signature,
        nonce: t.nonce,
        orig_msg_size: t.size.into(),
        flags: t.flags.into(),
        session_id: t.session_id,
    };
    record.val(events)
}

pub(super) fn session_setup(events: &Events, flags: u16) -> Val {
    let flags = events::SMB2SessionSetupFlags {
        guest: flags & 1 != 0,
        anonymous: flags & 2 != 0,
        encrypt: flags & 4 != 0,
    };
    events::SMB2SessionSetupResponse { flags: flags.val(events) }.val(events)
}

pub(super) fn create_request(events: &Events, r: &CreateRequest<'_>, name: &[u8]) -> Val {
    let record = events::SMB2CreateRequest {
        filename: name,
        disposition: r.disposition.into(),
        create_options: r.options.into(),
    };
    record.val(events)
}

pub(super) fn create_response(events: &Events, r: &CreateResponse) -> Val {
    let record = events::SMB2CreateResponse {
        file_id: guid(events, r.file_id),
        size: r.size,
        times: times(events, r.times),
        attrs: attributes(events, r.attributes),
        create_action: r.action.into(),
    };
    record.val(events)
}

pub(super) fn close_response(events: &Events, t: Times, alloc_size: u64, eof: u64, attrs: u32) -> Val {
    let record = events::SMB2CloseResponse {
        alloc_size,
        eof,
        times: times(events, t),
        attrs: attributes(events, attrs),
    };
    record.val(events)
}

pub(super) fn negotiate_response(events: &Events, r: &NegotiateResponse<'_>) -> Val {
    let contexts = r.contexts.iter().map(|c| context(events, c)).collect();
    let record = events::SMB2NegotiateResponse {
        dialect_revision: r.dialect.into(),
        security_mode: r.security_mode.into(),
        server_guid: guid(events, r.server_guid),
        system_time: Time(filetime::seconds(r.system_time)),
        server_start_time: Time(filetime::seconds(r.start_time)),
        negotiate_context_count: r.context_count.into(),
        negotiate_context_values: Val::vector(
            Type::Record(events.type_SMB2_NegotiateContextValue.clone()),
            contexts,
        ),
    };
    record.val(events)
}

fn context(events: &Events, c: &parse::NegotiateContext<'_>) -> Val {
    let mut record = events::SMB2NegotiateContextValue {
        context_type: c.kind.into(),
        data_length: c.length.into(),
        preauth_info: None,
        encryption_info: None,
        compression_info: None,
        netname: None,
    };
    match &c.content {
        Context::Integrity { hashes, salt } => {
            let info = events::SMB2PreAuthIntegrityCapabilities {
                hash_alg_count: hashes.len() as u64,
                salt_length: salt.len() as u64,
                hash_alg: numbers(hashes),
                salt,
            };
            record.preauth_info = Some(info.val(events));
        }
        Context::Encryption(ciphers) => {
            let info = events::SMB2EncryptionCapabilities {
                cipher_count: ciphers.len() as u64,
                ciphers: numbers(ciphers),
            };
            record.encryption_info = Some(info.val(events));
        }
        Context::Compression(algorithms) => {
            let info = events::SMB2CompressionCapabilities {
                alg_count: algorithms.len() as u64,
                algs: numbers(algorithms),
            };
            record.compression_info = Some(info.val(events));
        }
        Context::NetName(name) => record.netname = Some(name),
        Context::Other => {}
    }
    record.val(events)
}
