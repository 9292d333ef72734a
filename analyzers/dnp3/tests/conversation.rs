//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_dnp3::{DNP3_TCP, link};
use zander_value::Port;

/// A frame with its checksums.
fn frame(control: u8, data: &[u8]) -> Vec<u8> {
    let mut f = vec![0x05, 0x64, 5 + data.len() as u8, control, 2, 0, 3, 0];
    f.extend(link::crc(&f).to_le_bytes());
    for block in data.chunks(16) {
        f.extend(block);
        f.extend(link::crc(block).to_le_bytes());
    }
    f
}

fn bench() -> Bench {
    Bench::new(Anything::default(), &DNP3_TCP, Port::tcp(20000))
}

fn check(orig: bool, bytes: &[u8], expected: &[&str]) {
    testing::however_cut(bench, &[(orig, bytes)], expected);
}

#[test]
fn requests() {
    check(
        true,
        &frame(0xc4, b"\xc0\xc8\x03\x0c\x01\x28\x01\0\x07\0\x03\x01\x64\0\0\0\x65\0\0\0\0"),
        &[
            "dnp3_header_block T 26 196 2 3",
            "dnp3_application_request_header T 200 3",
            "dnp3_object_header T 3073 40 1 256 0",
            "dnp3_object_prefix T 7",
            "dnp3_crob T 3 1 100 101 0",
        ],
    );
    check(
        true,
        &frame(0xc4, b"\xc0\xc9\x01\x3c\x02\x06\x01\x00\x00\x00\x08"),
        &[
            "dnp3_header_block T 16 196 2 3",
            "dnp3_application_request_header T 201 1",
            "dnp3_object_header T 15362 6 0 65535 65535",
            "dnp3_object_header T 256 0 9 0 8",
        ],
    );
}

#[test]
fn responses_in_several_frames() {
    let mut bytes = frame(0x49, b"");
    bytes.extend(frame(0x44, b"\x41\xc9\x81\x14\0\x1e\x02\0\0"));
    bytes.extend(frame(0x44, b"\x82\x01\x01\x10\0\x02\x11\0\x01\x02\x00\x05\x05\x81"));
    check(
        false,
        &bytes,
        &[
            "dnp3_header_block F 14 68 2 3",
            "dnp3_application_response_header F 201 129 5120",
            "dnp3_object_header F 7682 0 2 0 1",
            "dnp3_object_prefix F 0",
            "dnp3_analog_input_16wFlag F 1 16",
            "dnp3_response_data_object F 255",
            "dnp3_object_prefix F 0",
            "dnp3_analog_input_16wFlag F 2 17",
            "dnp3_response_data_object F 255",
            "dnp3_object_header F 258 0 1 5 5",
            "dnp3_object_prefix F 0",
            "dnp3_response_data_object F 129",
        ],
    );
}

/// Objects of no bytes, as many as a number can tell: nothing is raised for them, and it ends.
#[test]
fn objects_without_bytes() {
    check(
        false,
        &frame(0x44, b"\xc0\xc9\x81\0\0\x6e\0\x09\xff\xff\xff\xff\x01"),
        &[
            "dnp3_header_block F 18 68 2 3",
            "dnp3_application_response_header F 201 129 0",
            "dnp3_object_header F 28160 9 4294967295 4294967295 0",
        ],
    );
}

#[test]
fn faults() {
    let raised = |bytes: &[u8]| bench().orig(bytes).end().take();
    assert!(raised(b"GET / HTTP/1.1\r\n\r\n")[0].contains("dnp3_header_lacks_magic"));
    let mut bad = frame(0xc4, b"\xc0\xc9\x01\x3c\x02\x06");
    bad[12] ^= 1;
    assert!(raised(&bad).iter().any(|r| r.contains("dnp3_corrupt_app_chunk_checksum")));
    bad[4] ^= 1;
    let raised_by_header = raised(&bad);
    assert!(
        raised_by_header.iter().any(|r| r.contains("dnp3_corrupt_header_checksum")),
        "{raised_by_header:?}"
    );
    assert!(
        raised(&frame(0xc4, b"\x80\xc9\x01"))
            .iter()
            .any(|r| r.contains("dnp3_first_application_layer_chunk_missing"))
    );
    assert!(
        raised(&frame(0x44, b"\xc0\xc9\x01")).iter().any(|r| r.contains("dnp3_unexpected_flow_direction"))
    );
}
