//! What messages must raise, however they are cut into packets.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_modbus::MODBUS;
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &MODBUS, Port::tcp(502))
}

#[test]
fn functions() {
    let check = |request: bool, pdu: &[u8], expected: &str| {
        let mut message = vec![0, 7, 0, 0, 0, pdu.len() as u8 + 1, 255];
        message.extend_from_slice(pdu);
        for cut in 1..message.len() {
            let mut bench = bench();
            for piece in [&message[..cut], &message[cut..]] {
                if request {
                    bench.orig(piece)
                } else {
                    bench.resp(piece)
                };
            }
            let raised = bench.take();
            assert!(raised[0].starts_with("modbus_message {7,0,255,"), "{raised:?}");
            assert_eq!(raised[1].replace(&raised[0][15..raised[0].len() - 2], ""), expected, "cut at {cut}");
            assert!(raised[2].starts_with("analyzer_confirmation_info"), "{raised:?}");
        }
    };
    check(true, &[1, 0, 19, 0, 37], "modbus_read_coils_request  19 37");
    check(false, &[2, 1, 0b10], "modbus_read_discrete_inputs_response  [F,T,F,F,F,F,F,F]");
    check(false, &[3, 4, 2, 43, 0, 0], "modbus_read_holding_registers_response  [555,0]");
    check(true, &[5, 0, 172, 0xff, 0], "modbus_write_single_coil_request  172 T");
    check(true, &[15, 0, 19, 0, 3, 1, 5], "modbus_write_multiple_coils_request  19 [T,F,T]");
    check(true, &[16, 0, 1, 0, 2, 4, 0, 10, 1, 2], "modbus_write_multiple_registers_request  1 [10,258]");
    check(true, &[20, 7, 6, 0, 4, 0, 1, 0, 2], "modbus_read_file_record_request  7 [{6,4,1,2}]");
    check(
        false,
        &[20, 6, 5, 6, 13, 254, 0, 32],
        "modbus_read_file_record_response  6 [{5,6,\\r\\xfe\\x00 }]",
    );
    check(
        true,
        &[21, 9, 6, 0, 4, 0, 7, 0, 1, 6, 175],
        "modbus_write_file_record_request  9 [{6,4,7,1,\\x06\\xaf}]",
    );
    check(true, &[22, 0, 4, 0, 242, 0, 37], "modbus_mask_write_register_request  4 242 37");
    check(
        true,
        &[23, 0, 3, 0, 6, 0, 14, 0, 1, 2, 0, 255],
        "modbus_read_write_multiple_registers_request  3 6 14 [255]",
    );
    check(false, &[24, 0, 6, 0, 2, 1, 184, 18, 132], "modbus_read_fifo_queue_response  [440,4740]");
    check(true, &[43, 14, 1, 0], "modbus_encap_interface_transport_request  14 \\x01\\x00");
    check(false, &[0x83, 2], "modbus_exception  2");
}

#[test]
fn other_protocols() {
    let check = |bytes: &[u8], events: usize| {
        let raised = bench().orig(bytes).take();
        assert_eq!(raised.len(), events, "{raised:?}");
        assert!(raised.last().unwrap().starts_with("analyzer_violation_info"), "{raised:?}");
    };
    check(b"\x16\x03\x01\x01\x00\x01\x00\x00", 1);
    check(b"GET / HTTP/1.0\r\n\r\n", 1);
    // A coil that is half on.
    check(&[0, 1, 0, 0, 0, 6, 1, 5, 0, 0, 0, 1], 2);
    // A byte count beyond the end.
    check(&[0, 1, 0, 0, 0, 8, 1, 16, 0, 0, 0, 1, 9, 0], 2);
}

#[test]
fn diagnostics() {
    let raised = bench().orig(&[0, 1, 0, 0, 0, 6, 1, 8, 0, 9, 0, 0]).take();
    assert!(
        raised.contains(&"weird: modbus_diag_unknown_request_subfunction 9 MODBUS".to_owned()),
        "{raised:?}"
    );
}

#[test]
fn half_a_register() {
    let raised = bench()
        .orig(&[0, 7, 0, 0, 0, 6, 255, 1, 0, 0, 0, 1])
        .resp(&[0, 7, 0, 0, 0, 6, 255, 4, 3, 0, 1, 2])
        .take();
    // The message counts, but there are no values to tell.
    assert!(raised.iter().all(|r| !r.contains("registers") && !r.contains("violation")), "{raised:?}");
    assert_eq!(raised.iter().filter(|r| r.starts_with("modbus_message")).count(), 2);
}
