//! What a conversation must raise, however it is cut into packets.

use zander_analyzer::testing::{Anything, Bench};
use zander_analyzer_xmpp::XMPP;
use zander_value::Port;

#[test]
fn starttls() {
    let begin: &[u8] =
        b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' to='example.com'><starttls/>";
    for cut in 0..begin.len() {
        let mut bench = Bench::new(Anything::default(), &XMPP, Port::tcp(5222));
        bench.orig(&begin[..cut]).orig(&begin[cut..]);
        bench.resp(
            b"<stream:features><mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>",
        );
        let raised = bench.resp(b"<proceed/>").orig(b"<message>, or TLS").end().take();
        assert!(raised[0].starts_with("analyzer_confirmation_info"), "{raised:?}");
        assert_eq!(raised[1..], ["xmpp_starttls"], "cut at {cut}");
    }
}

#[test]
fn out_of_order() {
    let mut bench = Bench::new(Anything::default(), &XMPP, Port::tcp(5222));
    let raised = bench.resp(b"<proceed/>").orig(b"<message>").resp(b"<proceed/>").end().take();
    assert_eq!(raised, ["weird: XMPP: proceed without starttls  XMPP"]);
}
