//! Records for scripts out of messages of SMB 1.

use super::parse::{Header, NegotiateResponse, Security, SessionSetup, SessionSetupResponse, Transaction};
use crate::events::{self, Events};
use std::cell::OnceCell;
use zander_analyzer::Time;
use zander_value::Val;
use zander_wire::filetime;

/// A message whose header becomes a record when it is first needed.
pub(super) struct Told<'a> {
    pub events: &'a Events,
    pub source: &'a Header,
    header: OnceCell<Val>,
}

impl<'a> Told<'a> {
    pub fn new(events: &'a Events, source: &'a Header) -> Told<'a> {
        Told { events, source, header: OnceCell::new() }
    }

    /// `SMB1::Header`
    pub fn header(&self) -> Val {
        let h = self.source;
        let make = || {
            let record = events::SMB1Header {
                command: h.command.into(),
                status: h.status.into(),
                flags: h.flags.into(),
                flags2: h.flags2.into(),
                tid: h.tid.into(),
                pid: h.pid.into(),
                uid: h.uid.into(),
                mid: h.mid.into(),
            };
            record.val(self.events)
        };
        self.header.get_or_init(make).clone()
    }
}

/// `SMB1::NegotiateResponse`
pub(super) fn negotiate_response(events: &Events, r: &NegotiateResponse<'_>) -> Val {
    let mut record = events::SMB1NegotiateResponse { core: None, lanman: None, ntlm: None };
    match r {
        NegotiateResponse::Core { dialect } => {
            let core = events::SMB1NegotiateResponseCore { dialect_index: (*dialect).into() };
            record.core = Some(core.val(events));
        }
        NegotiateResponse::Lanman { .. } => record.lanman = lanman(events, r),
        NegotiateResponse::Ntlm { .. } => record.ntlm = ntlm(events, r),
    }
    record.val(events)
}

fn lanman(events: &Events, r: &NegotiateResponse<'_>) -> Option<Val> {
    let NegotiateResponse::Lanman { dialect, security, max_buffer, max_mpx, max_vcs, raw_mode, .. } = r
    else {
        return None;
    };
    let NegotiateResponse::Lanman { session_key, time, date, key, domain, .. } = r else { return None };
    let mode = events::SMB1NegotiateResponseSecurity {
        user_level: security & 1 != 0,
        challenge_response: security & 2 != 0,
        signatures_enabled: None,
        signatures_required: None,
    };
    let raw = events::SMB1NegotiateRawMode { read_raw: raw_mode & 1 != 0, write_raw: raw_mode & 2 != 0 };
    let record = events::SMB1NegotiateResponseLANMAN {
        word_count: 13,
        dialect_index: (*dialect).into(),
        security_mode: mode.val(events),
        max_buffer_size: (*max_buffer).into(),
        max_mpx_count: (*max_mpx).into(),
        max_number_vcs: (*max_vcs).into(),
        raw_mode: raw.val(events),
        session_key: (*session_key).into(),
        server_time: Time(dos_time(*date, *time)),
        encryption_key: key,
        primary_domain: domain,
    };
    Some(record.val(events))
}

fn ntlm(events: &Events, r: &NegotiateResponse<'_>) -> Option<Val> {
    let NegotiateResponse::Ntlm { dialect, security, max_buffer, max_mpx, max_vcs, max_raw, .. } = r else {
        return None;
    };
    let NegotiateResponse::Ntlm { session_key, capabilities, time, what, .. } = r else { return None };
    let mode = events::SMB1NegotiateResponseSecurity {
        user_level: security & 1 != 0,
        challenge_response: security & 2 != 0,
        signatures_enabled: Some(security & 4 != 0),
        signatures_required: Some(security & 8 != 0),
    };
    let can = |bit: u32| capabilities & bit != 0;
    let capabilities = events::SMB1NegotiateCapabilities {
        raw_mode: can(0x1),
        mpx_mode: can(0x2),
        unicode: can(0x4),
        large_files: can(0x8),
        nt_smbs: can(0x10),
        rpc_remote_apis: can(0x20),
        status32: can(0x40),
        level_2_oplocks: can(0x80),
        lock_and_read: can(0x100),
        nt_find: can(0x200),
        dfs: can(0x1000),
        infolevel_passthru: can(0x2000),
        large_readx: can(0x4000),
        large_writex: can(0x8000),
        unix: can(0x80_0000),
        bulk_transfer: can(0x2000_0000),
        compressed_data: can(0x4000_0000),
        extended_security: can(0x8000_0000),
    };
    let (key, domain, guid, blob) = match what {
        Security::Challenge(key, domain) => (Some(*key), Some(domain.as_slice()), None, &b""[..]),
        Security::Tokens(guid, blob) => (None, None, Some(*guid), *blob),
    };
    let record = events::SMB1NegotiateResponseNTLM {
        word_count: 17,
        dialect_index: (*dialect).into(),
        security_mode: mode.val(events),
        max_buffer_size: (*max_buffer).into(),
        max_mpx_count: (*max_mpx).into(),
        max_number_vcs: (*max_vcs).into(),
        max_raw_size: (*max_raw).into(),
        session_key: (*session_key).into(),
        capabilities: capabilities.val(events),
        server_time: Time(filetime::seconds(*time)),
        encryption_key: key,
        domain_name: domain,
        guid,
        security_blob: blob,
    };
    Some(record.val(events))
}

/// Seconds since 1970 of a date and a time of day of DOS ([MS-CIFS], sections 2.2.1.4.1 and 2.2.1.4.2), in which days and
/// months out of bounds count on.
fn dos_time(date: u16, time: u16) -> f64 {
    let (year, month, day) = (i64::from(date >> 9) + 1980, i64::from(date >> 5 & 15), i64::from(date & 31));
    let (hour, minute, second) = (i64::from(time >> 11), i64::from(time >> 5 & 63), i64::from(time & 31) * 2);
    // Days of the proleptic Gregorian calendar, counted in years that begin with March.
    let months = year * 12 + month - 3;
    let (y, m) = (months.div_euclid(12), months.rem_euclid(12));
    let days =
        365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 719_469;
    (((days * 24 + hour) * 60 + minute) * 60 + second) as f64
}

/// `SMB1::SessionSetupAndXRequest`
pub(super) fn session_setup_request(events: &Events, s: &SessionSetup<'_>) -> Val {
    let capabilities = s.capabilities.map(|bits| {
        let can = |bit: u32| bits & bit != 0;
        let record = events::SMB1SessionSetupAndXCapabilities {
            unicode: can(0x4),
            large_files: can(0x8),
            nt_smbs: can(0x10),
            status32: can(0x40),
            level_2_oplocks: can(0x80),
            nt_find: can(0x200),
        };
        record.val(events)
    });
    let record = events::SMB1SessionSetupAndXRequest {
        word_count: s.words.into(),
        max_buffer_size: s.max_buffer.into(),
        max_mpx_count: s.max_mpx.into(),
        vc_number: s.vc.into(),
        session_key: s.session_key.into(),
        native_os: &s.native_os,
        native_lanman: &s.native_lanman,
        account_name: s.account.as_deref(),
        account_password: s.password,
        primary_domain: s.domain.as_deref(),
        case_insensitive_password: s.answers.map(|(lm, _)| lm),
        case_sensitive_password: s.answers.map(|(_, nt)| nt),
        security_blob: None,
        capabilities,
    };
    record.val(events)
}

/// `SMB1::SessionSetupAndXResponse`
pub(super) fn session_setup_response(events: &Events, s: &SessionSetupResponse<'_>) -> Val {
    let there = s.guest.is_some();
    let record = events::SMB1SessionSetupAndXResponse {
        word_count: s.words.into(),
        is_guest: s.guest,
        native_os: there.then_some(&s.native_os),
        native_lanman: there.then_some(&s.native_lanman),
        primary_domain: s.domain.as_deref(),
        security_blob: None,
    };
    record.val(events)
}

/// `SMB1::Trans2_Args`
pub(super) fn transaction2(events: &Events, t: &Transaction<'_>) -> Val {
    let record = events::SMB1Trans2Args {
        total_param_count: t.total_parameters.into(),
        total_data_count: t.total_data.into(),
        max_param_count: t.max_parameters.into(),
        max_data_count: t.max_data.into(),
        max_setup_count: t.max_setup.into(),
        flags: t.flags.into(),
        trans_timeout: t.timeout.into(),
        param_count: t.parameter_count.into(),
        param_offset: t.parameter_offset.into(),
        data_count: t.data_count.into(),
        data_offset: t.data_offset.into(),
        setup_count: t.setup.len() as u64,
    };
    record.val(events)
}

/// `SMB1::Trans2_Sec_Args`
pub(super) fn transaction2_secondary(events: &Events, t: &Transaction<'_>) -> Val {
    let record = events::SMB1Trans2SecArgs {
        total_param_count: t.total_parameters.into(),
        total_data_count: t.total_data.into(),
        param_count: t.parameter_count.into(),
        param_offset: t.parameter_offset.into(),
        param_displacement: t.parameter_displacement.into(),
        data_count: t.data_count.into(),
        data_offset: t.data_offset.into(),
        data_displacement: t.data_displacement.into(),
        FID: t.file.into(),
    };
    record.val(events)
}

/// `SMB1::Trans_Sec_Args`
pub(super) fn transaction_secondary(events: &Events, t: &Transaction<'_>) -> Val {
    let record = events::SMB1TransSecArgs {
        total_param_count: t.total_parameters.into(),
        total_data_count: t.total_data.into(),
        param_count: t.parameter_count.into(),
        param_offset: t.parameter_offset.into(),
        param_displacement: t.parameter_displacement.into(),
        data_count: t.data_count.into(),
        data_offset: t.data_offset.into(),
        data_displacement: t.data_displacement.into(),
    };
    record.val(events)
}

#[cfg(test)]
mod tests {
    #[test]
    fn dos_times() {
        // 2003-06-30 16:51:38
        assert_eq!(super::dos_time((23 << 9) | (6 << 5) | 30, (16 << 11) | (51 << 5) | 19), 1_056_991_898.0);
        // 1980-01-01
        assert_eq!(super::dos_time((1 << 5) | 1, 0), 315_532_800.0);
    }
}
