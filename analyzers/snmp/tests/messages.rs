//! What datagrams must raise.

use zander_analyzer::Direction;
use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_snmp::SNMP;
use zander_value::Port;

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag, content.len() as u8];
    out.extend(content);
    out
}

fn raised(from: Direction, message: &[u8]) -> Vec<String> {
    Bench::new(Anything::default(), &SNMP, Port::udp(161)).datagram(from, message).take()
}

/// A message of version 1 with a PDU of one binding.
fn v1(kind: u8, value: &[u8]) -> Vec<u8> {
    let name = [6, 8, 0x2b, 6, 1, 2, 1, 1, 3, 0];
    let bindings = tlv(0x30, &[&tlv(0x30, &[&name, value])]);
    let pdu = tlv(kind, &[&[2, 1, 38, 2, 1, 0, 2, 1, 0], &bindings]);
    tlv(0x30, &[&[2, 1, 0], b"\x04\x06public", &pdu])
}

#[test]
fn values() {
    let check = |value: &[u8], expected: &str| {
        let got = raised(Direction::Resp, &v1(0xa2, value));
        assert!(got[0].starts_with("analyzer_confirmation_info"));
        let want = format!("{{1.3.6.1.2.1.1.3.0,{{{expected}}}}}");
        assert!(got[1].starts_with("snmp_response F {0,{public}} {38,0,0,[{1.3.6"), "{got:?}");
        assert!(got[1].contains(&want), "{got:?}");
    };
    check(&[0x43, 2, 1, 0], "67,-,-,256");
    check(&[2, 1, 0xff], "2,-,-1");
    check(&[0x40, 4, 10, 0, 0, 1], "64,-,-,-,10.0.0.1");
    check(&[4, 2, b'h', b'i'], "4,-,-,-,-,hi");
    check(&[6, 1, 0x2b], "6,1.3");
    check(&[5, 0], "5");
}

#[test]
fn kinds() {
    let null = [5, 0];
    for (kind, event) in [
        (0xa0, "snmp_get_request"),
        (0xa1, "snmp_get_next_request"),
        (0xa3, "snmp_set_request"),
        (0xa5, "snmp_get_bulk_request"),
        (0xa6, "snmp_inform_request"),
        (0xa7, "snmp_trapV2"),
        (0xa8, "snmp_report"),
        (0xaa, "snmp_unknown_pdu"),
    ] {
        let got = raised(Direction::Orig, &v1(kind, &null));
        assert!(got[0].starts_with(&format!("{event} T")), "{got:?}");
    }
}

#[test]
fn third_version() {
    let user = tlv(0x30, &[b"\x04\x02id", &[2, 1, 3, 2, 1, 9], b"\x04\x03bob", &[4, 0, 4, 0]]);
    let with_flags = |flags: u8, scoped: &[u8]| {
        let global = tlv(0x30, &[&[2, 1, 7, 2, 2, 5, 0xc0, 4, 1, flags, 2, 1, 3]]);
        tlv(0x30, &[&[2, 1, 3], &global, &tlv(4, &[&user]), scoped])
    };
    let get = tlv(0xa0, &[&[2, 1, 1, 2, 1, 0, 2, 1, 0, 0x30, 0]]);
    let message = |scoped: &[u8]| with_flags(4, scoped);
    let scoped = tlv(0x30, &[b"\x04\x02id", b"\x04\x00", &get]);
    let got = raised(Direction::Orig, &message(&scoped));
    assert!(got[0].starts_with("snmp_get_request T {3,-,-,{7,1472,4,F,F,T,3,"), "{got:?}");
    assert!(got[0].ends_with("{id,},{id,3,9,bob,,}}} {1,0,0,[]}"), "{got:?}");
    let got = raised(Direction::Orig, &message(b"\x04\x03xyz"));
    assert!(got[0].starts_with("snmp_encrypted_pdu T"), "{got:?}");
    let got = raised(Direction::Orig, &with_flags(7, b"\x04\x03xyz"));
    assert!(got[0].starts_with("snmp_encrypted_pdu T") && !got[0].contains("{id,3,9,bob"), "{got:?}");
}

#[test]
fn malformed() {
    let whole = v1(0xa0, &[5, 0]);
    for cut in 0..whole.len() {
        assert!(raised(Direction::Orig, &whole[..cut])[0].starts_with("analyzer_violation_info"), "{cut}");
    }
}
