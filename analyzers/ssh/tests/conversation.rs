//! What conversations must raise, however they are cut into packets.

use zander_analyzer::testing::{Anything, Bench, seeds};
use zander_analyzer_ssh::SSH;
use zander_value::Port;

fn bench() -> Bench {
    Bench::new(Anything::default(), &SSH, Port::tcp(22))
}

fn names(raised: &[String]) -> Vec<&str> {
    raised.iter().map(|r| r.split(' ').next().unwrap_or_default()).collect()
}

/// A packet of version 2 with eight-byte blocks.
fn packet(kind: u8, body: &[u8]) -> Vec<u8> {
    let padding = 4 + (8 - (body.len() + 2 + 4 + 4) % 8) % 8;
    let mut out = ((body.len() + 2 + padding) as u32).to_be_bytes().to_vec();
    out.extend([padding as u8, kind]);
    out.extend_from_slice(body);
    out.resize(out.len() + padding, 0);
    out
}

fn string(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u32).to_be_bytes(), bytes].concat()
}

fn offer(kex: &str) -> Vec<u8> {
    let mut body = vec![7; 16];
    for list in
        [kex, "ssh-ed25519", "aes128-ctr", "aes128-ctr", "hmac-sha1", "hmac-sha1", "none", "none", "", ""]
    {
        body.extend(string(list.as_bytes()));
    }
    body.extend([0; 5]);
    packet(20, &body)
}

fn client(kex: &str) -> Vec<u8> {
    [b"SSH-2.0-client\r\n".to_vec(), offer(kex), packet(30, &string(b"share")), packet(21, &[])].concat()
}

fn server(kex: &str) -> Vec<u8> {
    let reply = [string(b"key"), string(b"other"), string(b"signature")].concat();
    [b"hello\nSSH-1.99-server\n".to_vec(), offer(kex), packet(31, &reply), packet(21, &[])].concat()
}

#[test]
fn a_key_exchange_and_a_login() {
    let expected = [
        "ssh_client_version SSH-2.0-client",
        "ssh_server_pre_banner_data hello",
        "ssh_server_version SSH-1.99-server",
        "ssh2_ecc_key T share",
        "ssh2_ecc_init T",
        "ssh_server_host_key 3c:6e:0b:8a:9c:15:22:4a:82:28:b9:a9:8c:a1:53:1d",
        "ssh2_server_host_key key",
        "ssh_server_host_key_fingerprint SHA256:LHDhK3oGRvkiefQnx7OOczTY5Tic/xZ6",
        "ssh2_ecc_key F other",
    ];
    let (c, s) = (client("curve25519-sha256"), server("curve25519-sha256"));
    let (hello, shares) = c.split_at(c.len() - packet(30, &string(b"share")).len() - 16);
    let (greeting, reply) = s.split_at(s.len() - packet(21, &[]).len() - 40);
    for cut in 0..greeting.len() {
        let mut bench = bench();
        bench.orig(hello).resp(&greeting[..cut]).resp(&greeting[cut..]);
        let mut raised = bench.orig(shares).resp(reply).take();
        let capabilities = raised.iter().filter(|r| r.starts_with("ssh_capabilities ")).count();
        assert_eq!(capabilities, 2, "{raised:?}");
        raised.retain(|r| !r.starts_with("ssh_capabilities ") && !r.starts_with("analyzer_"));
        assert_eq!(raised, expected, "cut at {cut}");
        for (length, answer) in [(44, 44), (68, 52), (300, 52), (320, 28)] {
            bench.orig(&vec![1; length]).resp(&vec![2; answer]);
        }
        let raised = bench.take();
        let told: Vec<&String> = raised.iter().filter(|r| r.starts_with("ssh_auth")).collect();
        assert_eq!(told, ["ssh_auth_attempted F", "ssh_auth_attempted T", "ssh_auth_successful F"]);
        assert_eq!(raised.len(), 8 + told.len());
    }
}

#[test]
fn methods_that_nobody_knows() {
    let mut bench = bench();
    let raised = bench.orig(&client("x@example.com")).resp(&server("x@example.com")).take();
    assert!(raised.contains(&"weird: ssh_unknown_kex_algorithm x@example.com SSH".to_owned()), "{raised:?}");
    assert!(!names(&raised).contains(&"ssh2_ecc_key"));
}

#[test]
fn what_is_no_ssh() {
    let mut bench = bench();
    let raised = bench.orig(b"GET / HTTP/1.1\r\n\r\n").resp(b"SSH-2.0-x\r\n").take();
    assert_eq!(names(&raised), ["analyzer_violation_info"]);
}

#[test]
fn packets_that_are_too_long() {
    let mut bench = bench();
    let raised = bench.orig(b"SSH-2.0-x\r\n\xff\xff\xff\xff").take();
    assert_eq!(raised[1], "weird: SSH_max_packet_length_exceeded 4294967295 SSH");
}

#[test]
fn a_recorded_connection() {
    let seed = seeds(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus")).remove(0);
    let (mut bench, mut rest) = (bench(), &seed[1..]);
    while let Some((&[flags, high, low], after)) = rest.split_first_chunk::<3>() {
        let (piece, later) = after.split_at(usize::from(u16::from_be_bytes([high, low])));
        if flags & 1 == 0 {
            bench.orig(piece)
        } else {
            bench.resp(piece)
        };
        rest = later;
    }
    let raised = bench.end().take();
    let all = names(&raised);
    for name in [
        "ssh_client_version",
        "ssh_server_version",
        "ssh_capabilities",
        "ssh2_server_host_key",
        "ssh_encrypted_packet",
    ] {
        assert!(all.contains(&name), "{name}: {all:?}");
    }
}
