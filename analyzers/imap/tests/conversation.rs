//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_imap::IMAP;
use zander_value::Port;

#[test]
fn starttls() {
    let run = |cut: usize| {
        let mut bench = Bench::new(Anything::default(), &IMAP, Port::tcp(143));
        let greeting: &[u8] = b"* OK [CAPABILITY IMAP4rev1] ready\r\n* CAPABILITY IMAP4rev1 STARTTLS\r\n";
        let cut = cut.min(greeting.len());
        bench.resp(&greeting[..cut]).resp(&greeting[cut..]);
        bench.orig(b"a STARTTLS\r\n").resp(b"a OK begin\r\n").orig(b"not a line, but TLS").end().take()
    };
    let expected = run(0);
    assert!(expected[0].starts_with("analyzer_confirmation_info"), "{expected:?}");
    assert_eq!(expected[1..], ["imap_capabilities [IMAP4rev1,STARTTLS]", "imap_starttls"]);
    (0..70).for_each(|cut| assert_eq!(run(cut).len(), expected.len(), "cut at {cut}"));
}

#[test]
fn no_tls() {
    let mut bench = Bench::new(Anything::default(), &IMAP, Port::tcp(143));
    bench.orig(b"a STARTTLS\r\n").resp(b"a NO\r\n").orig(b"b LOGIN u p\r\nnonsense\r\n");
    let raised = bench.end().take();
    assert!(raised[0].starts_with("analyzer_confirmation_info"), "{raised:?}");
    assert_eq!(raised[1..], ["weird: IMAP: server refused StartTLS  IMAP"]);
    let raised = Bench::new(Anything::default(), &IMAP, Port::tcp(143)).orig(b"GET\r\n").end().take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}
