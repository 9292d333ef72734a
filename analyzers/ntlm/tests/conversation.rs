//! What the messages of the corpus must raise.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_ntlm::NTLM;
use zander_value::Port;

#[test]
fn three_messages() {
    let seeds = testing::seeds(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"));
    let mut bench = Bench::new(Anything::default(), &NTLM, Port::tcp(1));
    let mut rest = &seeds[0][1..];
    while let Some((&[flags, high, low], after)) = rest.split_first_chunk::<3>() {
        let (message, later) = after.split_at(usize::from(u16::from_be_bytes([high, low])));
        rest = later;
        if flags & 1 == 0 {
            bench.orig(message)
        } else {
            bench.resp(message)
        };
    }
    let raised = bench.take();
    let names: Vec<&str> = raised.iter().filter_map(|l| l.split(' ').next()).collect();
    let wanted = ["ntlm_negotiate", "analyzer_confirmation_info", "ntlm_challenge", "ntlm_authenticate"];
    assert_eq!(names, wanted);
    assert!(raised[0].contains("DOM,-,{10,0,17763,15}"), "{}", raised[0]);
    assert!(raised[2].contains("{N,D,n,-,-,-,"), "{}", raised[2]);
    assert!(raised[3].contains("d,u,w,-,{10,0,17763,15},resp"), "{}", raised[3]);
}

#[test]
fn what_is_cut_off_is_a_violation() {
    let raised = Bench::new(Anything::default(), &NTLM, Port::tcp(1)).orig(b"NTLMSSP\0\x01\0").take();
    assert!(raised[0].starts_with("analyzer_violation_info"), "{raised:?}");
}
