//! UDP, ICMP, other protocols; timers, thresholds, budgets.

mod script;
use script::{CLIENT, Runner, SERVER, datagram};
use std::net::{IpAddr, Ipv4Addr};
use zander_flow::*;

fn udp(runner: &mut Runner, orig: bool, sport: u16, dport: u16, len: u16) -> Located {
    runner.now += 0.5;
    let (src, dst, sport, dport) =
        if orig { (CLIENT, SERVER, sport, dport) } else { (SERVER, CLIENT, dport, sport) };
    let header = TransportHeader::Udp(UdpHeader { sport, dport, length: len + 8 });
    let payload = vec![0; usize::from(len)];
    let seg = Segment {
        payload: &payload,
        payload_len: u32::from(len),
        ip_len: u32::from(len) + 28,
        ..datagram(runner.now, src, dst, 17, header)
    };
    runner.segment(&seg).unwrap()
}

fn icmp(runner: &mut Runner, orig: bool, kind: u8, code: u8) -> Located {
    runner.now += 0.5;
    let (src, dst) = if orig { (CLIENT, SERVER) } else { (SERVER, CLIENT) };
    let header = TransportHeader::Icmp(IcmpHeader { kind, code, rest: [0; 4] });
    let seg = Segment {
        payload: &[0; 56],
        payload_len: 56,
        ip_len: 84,
        ..datagram(runner.now, src, dst, 1, header)
    };
    runner.segment(&seg).unwrap()
}

#[test]
fn udp_conversations() {
    let config = Config { likely_server_ports_udp: [53].into_iter().collect(), ..Config::default() };
    for (packets, want) in [
        (&[(true, 5000, 53, 30), (false, 5000, 53, 80)][..], "SF Dd 30/80 1/1 missed 0"),
        (&[(true, 5000, 53, 0)], "S0 D 0/0 1/0 missed 0"),
        (&[(false, 5000, 53, 80)], "SHR ^d 0/80 0/1 missed 0 | events flipped"),
        (&[(true, 53, 53, 30), (false, 53, 53, 30)], "SF Dd 30/30 1/1 missed 0"),
    ] {
        let mut runner = Runner::new(config.clone());
        for &(orig, sport, dport, len) in packets {
            udp(&mut runner, orig, sport, dport, len);
        }
        assert_eq!(runner.finish(), want);
    }
}

#[test]
fn udp_faults() {
    let mut runner = Runner::new(Config::default());
    let header = TransportHeader::Udp(UdpHeader { sport: 1, dport: 2, length: 20 });
    let seg =
        Segment { payload: &[0; 4], payload_len: 4, ip_len: 32, ..datagram(1.0, CLIENT, SERVER, 17, header) };
    runner.segment(&seg);
    runner.segment(&Segment { checksum_ok: false, ..seg });
    let short = TransportHeader::Udp(UdpHeader { sport: 1, dport: 2, length: 3 });
    runner.segment(&Segment { header: short, ..seg });
    assert_eq!(
        runner.finish(),
        "S0 DC 12/0 2/0 missed 0 | weirds UDP_datagram_length_mismatch(20 != 12) bad_UDP_checksum \
         UDP_datagram_length_mismatch(3 != 12)"
    );
}

#[test]
fn icmp_conversations() {
    let mut runner = Runner::new(Config::default());
    let ping = icmp(&mut runner, true, 8, 0);
    let pong = icmp(&mut runner, false, 0, 0);
    assert_eq!(ping.id, pong.id);
    assert_eq!(pong.direction, Direction::Resp);
    let conn = runner.flow.get(ping.id).unwrap();
    assert_eq!((conn.orig(), conn.resp()), ((CLIENT, 8), (SERVER, 0)));
    // Messages without answer are conversations of one direction.
    let unreachable = icmp(&mut runner, true, 3, 1);
    let back = icmp(&mut runner, false, 3, 1);
    assert_ne!(unreachable.id, back.id);
    assert_eq!(runner.flow.get(unreachable.id).unwrap().resp().1, 1);
    assert_eq!(runner.finish(), "OTH - 56/56 1/1 missed 0; OTH - 56/0 1/0 missed 0; OTH - 56/0 1/0 missed 0");
}

#[test]
fn other_protocols() {
    let mut runner = Runner::new(Config::default());
    for (src, dst) in [(CLIENT, SERVER), (SERVER, CLIENT)] {
        runner.segment(&datagram(5.0, src, dst, 99, TransportHeader::Other));
    }
    assert_eq!(runner.finish(), "OTH - 0/0 1/1 missed 0");
}

#[test]
fn inactivity() {
    let mut runner = Runner::new(Config::default());
    let id = udp(&mut runner, true, 5000, 53, 1).id;
    runner.pass(40.0);
    udp(&mut runner, false, 5000, 53, 1);
    runner.pass(59.0);
    assert!(runner.flow.get(id).is_some());
    runner.pass(1.0);
    assert!(runner.flow.get(id).is_none());
    assert_eq!(runner.seen.events, ["timeout"]);
    assert_eq!(runner.flow.stats().ended_by_inactivity, 1);
    // Established TCP has its own, longer timeout; a handler may set another.
    for (set, gone_after) in [(None, 300.0), (Some(3600.0), 3600.0), (Some(10.0), 300.0), (Some(0.0), 300.0)]
    {
        let mut runner = Runner::new(Config::default());
        runner.seen.set_timeout = set.filter(|s| *s < 300.0);
        runner.run("> S 100\n< SA 300 101\n> A 101 301");
        let id = runner.flow.ids()[0];
        if let Some(seconds) = set.filter(|s| *s > 300.0) {
            runner.flow.get_mut(id).unwrap().set_inactivity_timeout(seconds);
            runner.flow.settle(id, &mut runner.seen);
        }
        runner.pass(gone_after - 1.0);
        assert!(runner.flow.get(id).is_some(), "{set:?}");
        runner.pass(1.1);
        assert!(runner.flow.get(id).is_none(), "{set:?}");
    }
}

#[test]
fn analyzers_have_silent_connections_end() {
    let config = Config::default();
    let ask = |runner: &mut Runner, seconds: f64| {
        let id = udp(runner, true, 5000, 53, 1).id;
        runner.flow.get_mut(id).unwrap().set_session_timeout(seconds);
        runner.flow.settle(id, &mut runner.seen);
        id
    };
    let mut runner = Runner::new(config.clone());
    let id = ask(&mut runner, 10.0);
    // Looks come every ten seconds: one that finds less than nine of silence lets it live.
    runner.pass(5.0);
    udp(&mut runner, false, 5000, 53, 1);
    runner.pass(5.0);
    assert!(runner.flow.get(id).is_some());
    runner.pass(10.0);
    assert!(runner.flow.get(id).is_none());
    assert_eq!(runner.seen.events, ["timeout"]);
    // What an analyzer asked for ends with it; the end of input is a timeout for those who asked.
    let mut runner = Runner::new(config);
    let id = ask(&mut runner, 10.0);
    runner.flow.get_mut(id).unwrap().set_session_timeout(0.0);
    runner.flow.settle(id, &mut runner.seen);
    runner.pass(30.0);
    assert!(runner.flow.get(id).is_some());
    ask(&mut runner, 10.0);
    assert!(runner.flow.finish(usize::MAX, &mut runner.seen));
    assert_eq!(runner.seen.events, ["timeout"]);
}

#[test]
fn closed_connections_leave_after_the_delay() {
    let mut runner = Runner::new(Config::default());
    runner.run("> S 100\n< SA 300 101\n> A 101 301\n> FA 101 301\n< FA 301 102\n> A 102 302");
    runner.pass(4.9);
    assert_eq!(runner.flow.len(), 1);
    runner.pass(0.1);
    assert_eq!(runner.flow.len(), 0);
    assert_eq!(runner.seen.events, ["established", "first_ACK", "finished", "timeout"]);
}

#[test]
fn status_updates() {
    let config = Config {
        want_connection_status_update: true,
        connection_status_update_interval: 10.0,
        ..Config::default()
    };
    let mut runner = Runner::new(config);
    udp(&mut runner, true, 1, 2, 3);
    (0..5).for_each(|_| runner.pass(10.0));
    assert_eq!(runner.seen.events, ["status_update"; 5]);
}

#[test]
fn timers_of_the_engine() {
    let mut runner = Runner::new(Config { max_timer_expires: 2, ..Config::default() });
    for (time, token) in [(1010.0, 1), (1005.0, 2), (1005.0, 3), (5000.0, 4)] {
        runner.flow.schedule(time, token);
    }
    runner.pass(20.0);
    runner.pass(1.0);
    runner.finish();
    assert_eq!(
        runner.seen.tokens,
        [(2, 1020.0, false), (3, 1020.0, false), (1, 1021.0, false), (4, 1021.0, true)]
    );
}

#[test]
fn thresholds() {
    let mut runner = Runner::new(Config { generic_packet_thresholds: vec![2, 4], ..Config::default() });
    let id = udp(&mut runner, true, 5000, 53, 100).id;
    let conn = runner.flow.get_mut(id).unwrap();
    conn.set_bytes_threshold(Direction::Orig, 100);
    conn.set_packets_threshold(Direction::Resp, 2);
    conn.set_duration_threshold(1.2);
    runner.flow.settle(id, &mut runner.seen);
    udp(&mut runner, false, 5000, 53, 100);
    udp(&mut runner, false, 5000, 53, 100);
    udp(&mut runner, true, 5000, 53, 100);
    assert_eq!(
        runner.seen.thresholds,
        [
            "Bytes(100) Orig",
            "AnyPackets(2) Resp",
            "Packets(2) Resp",
            "AnyPackets(4) Orig",
            "Duration(1.2) Orig"
        ]
    );
}

#[test]
fn a_flood_does_not_push_out_what_is_established() {
    let mut runner = Runner::new(Config { max_connections: 1000, ..Config::default() });
    let mut good = Vec::new();
    for port in 0..100 {
        runner.ports = (20_000 + port, 443);
        runner.run("> S 100 - +0\n< SA 300 101 +0\n> A 101 301 +0");
        good.push(runner.flow.ids()[usize::from(port)]);
    }
    for i in 0..20_000u32 {
        let src = IpAddr::V4(Ipv4Addr::from(0x0b00_0000 + i));
        let header = TransportHeader::Tcp(TcpHeader {
            sport: 1024,
            dport: 80,
            seq: i,
            flags: TcpFlags::SYN,
            ..TcpHeader::default()
        });
        runner.segment(&datagram(1000.0 + f64::from(i) * 1e-5, src, SERVER, 6, header));
        assert!(runner.flow.len() <= 1000);
    }
    assert!(good.iter().all(|id| runner.flow.get(*id).is_some()));
    assert_eq!(runner.flow.stats().shed_connections, 19_100);
    assert_eq!(runner.flow.stats().peak[0], 1000);
    assert!(runner.flow.finish(usize::MAX, &mut runner.seen));
    assert_eq!(runner.seen.finished.len(), 20_100);
}

#[test]
fn skipped_connections_are_not_processed() {
    let mut runner = Runner::new(Config::default());
    let id = udp(&mut runner, true, 1, 2, 3).id;
    runner.flow.get_mut(id).unwrap().set_skip(true);
    udp(&mut runner, false, 1, 2, 3);
    assert_eq!(runner.finish(), "S0 D 3/0 1/0 missed 0");
}

#[test]
fn ids_are_never_valid_again() {
    let mut runner = Runner::new(Config::default());
    let first = udp(&mut runner, true, 1, 2, 3).id;
    runner.flow.remove(first, &mut runner.seen);
    assert!(runner.flow.get(first).is_some_and(Connection::is_removed));
    assert_eq!(ConnId::from_bits(first.to_bits()), first);
    let second = udp(&mut runner, true, 1, 2, 3).id;
    assert!(runner.flow.get(first).is_none());
    assert_ne!(first, second);
    let (key, _) = FlowKey::new(SERVER, 2, CLIENT, 1, 17, false, 0);
    assert_eq!(runner.flow.find(&key), Some(second));
}

#[test]
fn contexts_keep_equal_tuples_apart() {
    let mut runner = Runner::new(Config::default());
    let seg = datagram(5.0, CLIENT, SERVER, 99, TransportHeader::Other);
    let a = runner.segment(&seg).unwrap().id;
    let b = runner.segment(&Segment { key_context: 7, ..seg }).unwrap().id;
    assert_ne!(a, b);
}
