//! Mutated frames, the same ones on every run: nothing may panic, and what is kept stays within its limits.

mod support;

use support::*;
use zander_wire::packet::FrameMeta;
use zander_wire::tunnel::{ayiya, geneve, gtpv1, teredo, vxlan};
use zander_wire::{Decoder, Frame, LinkType, Options};

/// A generator of numbers that gives the same ones on every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

fn seeds() -> Vec<(LinkType, Vec<u8>)> {
    let ip = ipv4(
        17,
        &udp(1000, 4789, &bytes(&[&[8, 0, 0, 0, 0, 0, 1, 0], &ethernet(0x0800, &ipv4(6, &tcp(b"hi")))])),
    );
    let chain =
        [43, 0, 1, 4, 0, 0, 0, 0, 44, 0, 0, 1, 0, 0, 0, 0, 60, 0, 0, 1, 0, 0, 0, 9, 6, 0, 201, 4, 0, 0, 0, 0];
    let snap = bytes(&[&[0xaa, 0xaa, 3, 0, 0, 0, 8, 0], &ip]);
    let mut wireless = vec![0x88, 0x03];
    wireless.extend([0; 28]);
    wireless.extend([0x80, 0]);
    wireless.extend([0; 12]);
    wireless.extend((snap.len() as u16).to_be_bytes());
    wireless.extend(&snap);
    vec![
        (LinkType::ETHERNET, ethernet(0x8100, &vlan(1, 0x8847, &bytes(&[&[0, 1, 1, 64], &ip])))),
        (LinkType::ETHERNET, ethernet(snap.len() as u16, &snap)),
        (LinkType::RAW, ipv6(0, &bytes(&[&chain, &tcp(b"hello")]))),
        (LinkType::RAW, ipv4_fragment(17, 0x2000, &udp(1, 2, &[0; 64]))),
        (LinkType::RAW, ipv4(47, &bytes(&[&[0x30, 0, 0x88, 0xbe], &[0; 16], &ethernet(0x0800, &ip)]))),
        (LinkType::RAW, ipv4(4, &ipv6(41, &ipv6(4, &ip)))),
        (LinkType::IEEE802_11_RADIOTAP, bytes(&[&[0, 0, 8, 0, 0, 0, 0, 0], &wireless])),
        (LinkType::NFLOG, bytes(&[&[2, 0, 0, 0, 5, 0, 1, 0, 9, 0, 0, 0, 4, 0, 9, 0], &ip])),
        (LinkType::LINUX_SLL, bytes(&[&[0; 14], &[8, 6], &[0, 1, 8, 0, 6, 4, 0, 1], &[0; 20]])),
        (LinkType::PPP, bytes(&[&[0xff, 3, 2, 0x81, 0, 1, 1, 64], &ip])),
    ]
}

#[test]
fn no_mutation_makes_it_panic() {
    let seeds = seeds();
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let mut options = Options { ignore_checksums: true, ..Options::default() };
    options.fragments.max_bytes = 100_000;
    let mut decoder = Decoder::new(options);
    let mut recorder = Recorder::default();
    for round in 0..40_000 {
        let (link_type, seed) = &seeds[round % seeds.len()];
        let mut data = seed.clone();
        for _ in 0..1 + numbers.below(5) {
            let at = numbers.below(data.len());
            data[at] = [0, 0xff, 0x60, 0x45, numbers.below(256) as u8][numbers.below(5)];
        }
        if numbers.below(3) == 0 {
            data.truncate(numbers.below(data.len()));
        }
        let link_type = if numbers.below(10) == 0 { seeds[numbers.below(seeds.len())].0 } else { *link_type };
        let wire_len = (data.len() + numbers.below(3) * numbers.below(40)) as u32;
        let time = round as f64 / 100.0;
        let frame = Frame { time, data: &data, wire_len, link_type, checksums_verified: false };
        decoder.decode(&mut FrameMeta::new(frame), &mut recorder);
        assert!(decoder.fragments().bytes() <= 100_000);
        let tail = &data[numbers.below(data.len() + 1)..];
        let _ = (vxlan::parse(tail), teredo::parse(tail), ayiya::parse(tail), teredo::looks_like(tail));
        let _ = geneve::parse(tail).map(|parsed| parsed.options().count());
        let _ = gtpv1::parse(tail).map(|parsed| parsed.user_packet().is_ok());
    }
    assert!(recorder.packets.len() > 5_000 && recorder.weirds.len() > 5_000);
}
