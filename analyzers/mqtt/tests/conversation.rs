//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_mqtt::MQTT;
use zander_value::{Port, Val};

fn bench() -> Bench {
    let names = Anything::default();
    names.set("MQTT::max_payload_size", Val::Count(3));
    Bench::new(names, &MQTT, Port::tcp(1883))
}

const CONNECT: &[u8] = b"\x10\x0d\0\x04MQTT\x04\x02\0\x3c\0\x01c";

#[test]
fn a_session() {
    testing::however_cut(
        bench,
        &[
            (true, CONNECT),
            (false, b"\x20\x02\x01\0"),
            (true, b"\x82\x0a\0\x01\0\x01a\0\0\x01b\x02"),
            (false, b"\x90\x04\0\x01\0\x02"),
            (true, b"\x34\x0a\0\x01a\0\x02hello"),
            (false, b"\x50\x02\0\x02"),
            (true, b"\x62\x02\0\x02"),
            (false, b"\x70\x02\0\x02\x31\x05\0\x01bhi"),
            (true, b"\xa2\x05\0\x03\0\x01a\xc0\0"),
            (false, b"\xb0\x02\0\x03\xd0\0"),
            (true, b"\xe0\0"),
        ],
        &[
            "mqtt_connect {MQTT,4,c,60,T,F,0}",
            "mqtt_connack {0,T}",
            "mqtt_subscribe 1 [a,b] [0,2]",
            "mqtt_suback 1 0",
            "mqtt_publish T 2 {F,2,F,a,hel,5}",
            "mqtt_pubrec F 2",
            "mqtt_pubrel T 2",
            "mqtt_pubcomp F 2",
            "mqtt_publish F 0 {F,0,T,b,hi,2}",
            "mqtt_unsubscribe 3 [a]",
            "mqtt_pingreq",
            "mqtt_unsuback 3",
            "mqtt_pingresp",
            "mqtt_disconnect",
        ],
    );
}

#[test]
fn long_messages_are_measured_and_not_kept() {
    let mut bench = bench();
    bench.orig(CONNECT).take();
    bench.orig(b"\x30\x80\x80\x40\0\x01a");
    for _ in 0..1024 {
        bench.orig(&[b'x'; 1024]);
    }
    bench.orig(b"\xc0\0");
    let raised = bench.take();
    // Three bytes of the first kilobyte's end belong to what comes next.
    assert_eq!(raised[0], "mqtt_publish T 0 {F,0,F,a,xxx,1048573}");
}

#[test]
fn who_does_not_introduce_himself_is_not_understood() {
    let raised = bench()
        .orig(b"GET / HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\nUser-Agent: some agent or other\r\n\r\n")
        .take();
    assert_eq!(raised.len(), 1, "{raised:?}");
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}
