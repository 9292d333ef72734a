//! Records of DNSSEC (RFC 4034, 5155), SSH fingerprints (RFC 4255) and BIND's signing state.

use crate::events::*;
use crate::parse::Reader;
use crate::records::{Answer, Message};
use zander_analyzer::{Context, Interval, Time, emit};
use zander_wire::Truncated;

/// Raises the event of a record of one of these types.
pub fn raise(
    cx: &mut Context<'_>,
    m: &Message<'_>,
    a: &Answer<'_>,
    r: &mut Reader<'_>,
) -> Result<(), Truncated> {
    let e = &m.shared.events;
    let (query, answer_type, is_query) = (a.name, a.section, u64::from(m.is_query));
    match a.kind {
        43 if e.wants_dns_DS(cx) => {
            let (key_tag, algorithm, digest_type) = (r.u16()?.into(), r.u8()?.into(), r.u8()?);
            match digest_type {
                0 => cx.weird("DNSSEC_DS_ReservedDigestType", "0"),
                1..=4 => {}
                n => cx.weird("DNSSEC_DS_unknown_DigestType", n.to_string()),
            }
            let digest_type = digest_type.into();
            let ds = DnsDsRr {
                query,
                answer_type,
                key_tag,
                algorithm,
                digest_type,
                digest_val: r.rest(),
                is_query,
            };
            e.dns_DS(cx, m.val(), &a.val(m), &ds.val(e));
        }
        44 if e.wants_dns_SSHFP(cx) => {
            let (algorithm, kind) = (r.u8()?, r.u8()?);
            e.dns_SSHFP(cx, m.val(), &a.val(m), algorithm.into(), kind.into(), r.rest());
        }
        46 if e.wants_dns_RRSIG(cx) => {
            let (type_covered, algorithm, labels) = (r.u16()?.into(), r.u8()?, r.u8()?.into());
            let orig_ttl = Interval(r.u32()?.into());
            let (sig_exp, sig_incep) = (Time(r.u32()?.into()), Time(r.u32()?.into()));
            let key_tag = r.u16()?.into();
            let signer = r.name().lower();
            if let Some(fault) = signer.fault {
                cx.weird(fault, "");
            }
            check_algorithm(cx, "RRSIG", algorithm);
            let rrsig = DnsRrsigRr {
                query,
                answer_type,
                type_covered,
                algorithm: algorithm.into(),
                labels,
                orig_ttl,
                sig_exp,
                sig_incep,
                key_tag,
                signer_name: &signer.bytes,
                signature: r.rest(),
                is_query,
            };
            e.dns_RRSIG(cx, m.val(), &a.val(m), &rrsig.val(e));
        }
        47 if e.wants_dns_NSEC(cx) => {
            let next = r.name().lower();
            if let Some(fault) = next.fault {
                cx.weird(fault, "");
            }
            let bitmaps = bitmaps(cx, r, "DNSSEC_NSEC_bitmapLen0");
            e.dns_NSEC(cx, m.val(), &a.val(m), &next.bytes, &emit::strings(bitmaps));
        }
        48 if e.wants_dns_DNSKEY(cx) => {
            let (flags, protocol, algorithm) = (r.u16()?, r.u8()?, r.u8()?);
            if flags & 0xfe7e != 0 {
                cx.weird("DNSSEC_DNSKEY_Invalid_Flag", flags.to_string());
            }
            if flags & 0x0181 == 0x0181 {
                cx.weird("DNSSEC_DNSKEY_Revoked_KSK", flags.to_string());
            }
            if protocol != 3 {
                cx.weird("DNSSEC_DNSKEY_Invalid_Protocol", protocol.to_string());
            }
            check_algorithm(cx, "DNSKEY", algorithm);
            let key = DnsDnskeyRr {
                query,
                answer_type,
                flags: flags.into(),
                protocol: protocol.into(),
                algorithm: algorithm.into(),
                public_key: r.rest(),
                is_query,
            };
            e.dns_DNSKEY(cx, m.val(), &a.val(m), &key.val(e));
        }
        50 if e.wants_dns_NSEC3(cx) => {
            let (hash_algo, flags, iterations) = (r.u8()?, r.u8()?, r.u16()?);
            let (salt_len, salt) = short_string(r);
            let (hash_len, hash) = short_string(r);
            let bitmaps = bitmaps(cx, r, "DNSSEC_NSEC3_bitmapLen0");
            let nsec3 = DnsNsec3Rr {
                query,
                answer_type,
                nsec_flags: flags.into(),
                nsec_hash_algo: hash_algo.into(),
                nsec_iter: iterations.into(),
                nsec_salt_len: salt_len,
                nsec_salt: salt,
                nsec_hlen: hash_len,
                nsec_hash: hash,
                bitmaps: emit::strings(bitmaps),
                is_query,
            };
            e.dns_NSEC3(cx, m.val(), &a.val(m), &nsec3.val(e));
        }
        51 if e.wants_dns_NSEC3PARAM(cx) => {
            let (hash_algo, flags, iterations) = (r.u8()?, r.u8()?, r.u16()?);
            let (salt_len, salt) = short_string(r);
            let param = DnsNsec3paramRr {
                query,
                answer_type,
                nsec_flags: flags.into(),
                nsec_hash_algo: hash_algo.into(),
                nsec_iter: iterations.into(),
                nsec_salt_len: salt_len,
                nsec_salt: salt,
                is_query,
            };
            e.dns_NSEC3PARAM(cx, m.val(), &a.val(m), &param.val(e));
        }
        65534 if e.wants_dns_BINDS(cx) => {
            let (algorithm, key_id, removal) = (r.u8()?.into(), r.u16()?.into(), r.u8()?.into());
            let complete = r.u8()?.into();
            let binds = DnsBindsRr {
                query,
                answer_type,
                algorithm,
                key_id,
                removal_flag: removal,
                complete_flag: complete,
                is_query,
            };
            e.dns_BINDS(cx, m.val(), &a.val(m), &binds.val(e));
        }
        45 | 49 => {
            if e.wants_dns_unknown_reply(cx) {
                e.dns_unknown_reply(cx, m.val(), &a.val(m));
            }
            cx.weird("DNS_RR_unknown_type", a.kind.to_string());
        }
        _ => {}
    }
    Ok(())
}

/// Weirds about the algorithm number of a signature or key (IANA: DNS Security Algorithm Numbers).
fn check_algorithm(cx: &mut Context<'_>, record: &str, algorithm: u8) {
    let what = match algorithm {
        2..=8 | 10 | 12..=16 => return,
        1 => "NotRecommended",
        252 => "Indirect",
        253 => "PrivateDNS",
        254 => "PrivateOID",
        _ => "unknown",
    };
    cx.weird(&format!("DNSSEC_{record}_{what}_ZoneSignAlgo"), algorithm.to_string());
}

/// A length byte and that many bytes, or as many as there are.
fn short_string<'a>(r: &mut Reader<'a>) -> (u64, &'a [u8]) {
    let length = r.u8().unwrap_or(0);
    (length.into(), r.take_up_to(length.into()))
}

/// The bitmaps of all windows (RFC 4034, section 4.1.2), without window numbers and lengths.
fn bitmaps<'a>(cx: &mut Context<'_>, r: &mut Reader<'a>, empty: &str) -> Vec<&'a [u8]> {
    let mut out = Vec::new();
    while r.remaining() > 0 {
        let window = r.u8().unwrap_or(0);
        let length = r.u8().unwrap_or(0);
        if length == 0 {
            cx.weird(empty, window.to_string());
            break;
        }
        out.push(r.take_up_to(length.into()));
    }
    out
}
