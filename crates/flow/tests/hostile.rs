//! Packets that no honest host sends, by the hundred thousand: nothing panics, streams stay in order, memory stays
//! within its budget and all of it is given back.

mod script;
use script::{CLIENT, SERVER, datagram};
use zander_flow::*;

/// Follows where each stream of a connection has got to.
#[derive(Default)]
struct Follower {
    next: [u64; 2],
    ended: bool,
}

#[derive(Default)]
struct Watch {
    begun: u64,
    removed: u64,
    delivered: u64,
}

impl Watch {
    fn step(conn: &mut Connection<Follower>, direction: Direction, seq: u64, len: u64) {
        assert!(!conn.payload.ended, "told of a stream after the connection's removal");
        let next = &mut conn.payload.next[usize::from(!direction.is_orig())];
        assert!(seq >= *next, "{direction:?}: {seq} delivered after {next}");
        *next = seq + len;
    }
}

impl Handler<Follower> for Watch {
    fn event(&mut self, conn: &mut Connection<Follower>, event: ConnectionEvent) {
        match event {
            ConnectionEvent::new_connection => self.begun += 1,
            ConnectionEvent::connection_flipped => conn.payload.next.swap(0, 1),
            ConnectionEvent::connection_state_remove => {
                self.removed += 1;
                conn.payload.ended = true;
            }
            _ => {}
        }
    }
    fn deliver(&mut self, conn: &mut Connection<Follower>, direction: Direction, seq: u64, data: &[u8]) {
        self.delivered += data.len() as u64;
        Watch::step(conn, direction, seq, data.len() as u64);
    }
    fn undelivered(&mut self, conn: &mut Connection<Follower>, direction: Direction, seq: u64, len: u64) {
        Watch::step(conn, direction, seq, len);
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % n
    }
}

fn storm(seed: u64, config: Config, packets: u32) {
    let mut random = Random(seed);
    let mut flow: Flow<Follower> = Flow::new(config);
    let mut watch = Watch::default();
    let mut time = 1000.0;
    let bytes = [0x5a; 1500];
    let bases = [0u32, 0xffff_ff00, 0x7fff_ff00, 12345];
    let options: [&[u8]; 5] = [&[], &[3, 3, 255, 0], &[2, 4, 5, 0xb4], &[8, 10, 0], &[0, 1, 2]];
    for _ in 0..packets {
        time += match random.below(200) {
            0 => 100.0,
            1 => -50.0,
            n => n as f64 * 1e-3,
        };
        let orig = random.below(2) == 0;
        let (src, dst) = if orig { (CLIENT, SERVER) } else { (SERVER, CLIENT) };
        let port = 1000 + random.below(4) as u16;
        let (sport, dport) = if orig { (port, 80) } else { (80, port) };
        let base = bases[usize::from(port - 1000)];
        let near = |random: &mut Random| match random.below(20) {
            0 => random.below(1 << 32) as u32,
            1 => base,
            _ => base.wrapping_add(random.below(6000) as u32),
        };
        let flags = match random.below(12) {
            0 => random.below(256) as u8,
            1 => 0x02,
            2 => 0x12,
            3 => 0x11,
            4 if random.below(4) == 0 => 0x04,
            _ => 0x10,
        };
        let len = if random.below(3) == 0 { 0 } else { random.below(1400) as u32 };
        let cut = if random.below(30) == 0 { len / 2 } else { len };
        let seg = Segment {
            payload: &bytes[..cut as usize],
            payload_len: len,
            ip_len: 40 + len,
            checksum_ok: random.below(50) != 0,
            ..datagram(
                time,
                src,
                dst,
                6,
                TransportHeader::Tcp(TcpHeader {
                    sport,
                    dport,
                    seq: near(&mut random),
                    ack: near(&mut random),
                    flags: TcpFlags(flags),
                    window: random.below(65536) as u16,
                    urgent: 0,
                    options: options[random.below(5) as usize],
                }),
            )
        };
        flow.advance(time, &mut watch);
        let located = flow.process(&seg, &mut watch);
        if let Some(located) = located
            && random.below(500) == 0
            && let Some(conn) = flow.get_mut(located.id)
        {
            match random.below(4) {
                0 => conn.set_skip(true),
                1 => conn.set_inactivity_timeout(random.below(3) as f64),
                2 => conn.set_bytes_threshold(Direction::Resp, random.below(1000)),
                _ => flow.remove(located.id, &mut watch),
            }
            flow.settle(located.id, &mut watch);
        }
        flow.reap(|_| ());
        let limit = flow.config().max_reassembly_bytes_per_stream.min(flow.config().max_reassembly_bytes);
        if !flow.config().want_rexmit_inconsistency {
            // Each of the eight streams may be one packet over before it sheds.
            assert!(flow.stats().reassembly_bytes <= 8 * limit + 8 * 3000);
        }
    }
    assert!(flow.finish(usize::MAX, &mut watch));
    flow.reap(|_| ());
    assert_eq!(watch.begun, watch.removed);
    assert_eq!(flow.stats().reassembly_bytes, 0);
    assert_eq!(flow.stats().current, [0; 4]);
    assert!(watch.delivered > 0);
}

#[test]
fn storms() {
    let base = Config { max_reassembly_bytes_per_stream: 20_000, ..Config::default() };
    for (seed, config) in [
        (1, base.clone()),
        (2, Config { want_rexmit_inconsistency: true, tcp_max_old_segments: 3, ..base.clone() }),
        (3, Config { max_reassembly_bytes: 5000, tcp_max_above_hole_without_any_acks: 0, ..base.clone() }),
        (4, Config { tcp_max_initial_window: 0, report_gaps_for_partial: true, ..base.clone() }),
        (5, Config { detect_filtered_trace: true, max_connections: 2, ..base.clone() }),
        (6, Config { tcp_attempt_delay: 0.0, max_timer_expires: 1, want_connection_reset: true, ..base }),
    ] {
        storm(seed, config, 60_000);
    }
}

/// Counts lost bytes by the client's port.
#[derive(Default)]
struct Losses(std::collections::BTreeMap<u16, u64>);

impl Handler<Follower> for Losses {
    fn undelivered(&mut self, conn: &mut Connection<Follower>, _: Direction, _: u64, len: u64) {
        *self.0.entry(conn.orig().1).or_default() += len;
    }
}

#[test]
fn who_fills_the_budget_gives_up_its_own() {
    let limit = 50_000;
    let mut flow: Flow<Follower> = Flow::new(Config { max_reassembly_bytes: limit, ..Config::default() });
    let mut losses = Losses::default();
    let mut time = 1000.0;
    let bytes = [0x5a; 1000];
    let mut packet = |from_client: bool, port: u16, seq: u32, ack: u32, flags: u8, len: usize| {
        time += 0.0001;
        let (src, dst) = if from_client { (CLIENT, SERVER) } else { (SERVER, CLIENT) };
        let (sport, dport) = if from_client { (port, 80) } else { (80, port) };
        let tcp = TcpHeader {
            sport,
            dport,
            seq,
            ack,
            flags: TcpFlags(flags),
            window: 60000,
            urgent: 0,
            options: &[],
        };
        let header = TransportHeader::Tcp(tcp);
        let seg = Segment {
            payload: &bytes[..len],
            payload_len: len as u32,
            ip_len: 40 + len as u32,
            ..datagram(time, src, dst, 6, header)
        };
        flow.advance(time, &mut losses);
        flow.process(&seg, &mut losses);
        flow.reap(|_| ());
        assert!(flow.stats().reassembly_bytes <= limit);
    };
    let attackers = 2000..2020u16;
    let honest = 1000;
    for port in attackers.clone().chain([honest]) {
        packet(true, port, 100, 0, 0x02, 0);
        packet(false, port, 300, 101, 0x12, 0);
        packet(true, port, 101, 301, 0x10, 1);
        packet(false, port, 301, 102, 0x10, 0);
    }
    let mut next = 102;
    for round in 0..200u32 {
        for port in attackers.clone() {
            packet(true, port, 2000 + round * 1001, 301, 0x10, 1000);
        }
        // Two segments in the wrong order, and two of the others between them.
        packet(true, honest, next + 500, 301, 0x10, 500);
        packet(true, 2000, 300_000 + round * 1001, 301, 0x10, 1000);
        packet(true, 2001, 300_000 + round * 1001, 301, 0x10, 1000);
        packet(true, honest, next, 301, 0x10, 500);
        next += 1000;
        packet(false, honest, 301, next, 0x10, 0);
    }
    assert!(flow.stats().shed_holes > 1000);
    assert_eq!(losses.0.get(&honest), None, "what one who fills the budget costs another");
    assert!(losses.0.len() > 10, "{losses:?}", losses = losses.0);
}
