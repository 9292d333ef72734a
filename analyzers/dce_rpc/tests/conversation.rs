//! What the conversation of the corpus must raise, however it is cut into packets.

use zander_analyzer::testing::{self, Anything, Bench};
use zander_analyzer_dce_rpc::DCE_RPC;
use zander_value::Port;

/// The first pieces of the corpus: who sends, and what.
fn pieces(seed: &[u8]) -> Vec<(bool, Vec<u8>)> {
    let (mut all, mut rest) = (Vec::new(), &seed[1..]);
    while let Some((&[flags, high, low], after)) = rest.split_first_chunk::<3>() {
        let (piece, later) = after.split_at(usize::from(u16::from_be_bytes([high, low])));
        rest = later;
        all.push((flags & 1 == 0, piece.to_vec()));
    }
    all
}

#[test]
fn calls() {
    let seeds = testing::seeds(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"));
    let pieces = pieces(&seeds[0]);
    let mut wanted = None;
    for cut in [1000, 1, 7, 16, 17, 33] {
        let mut bench = Bench::new(Anything::default(), &DCE_RPC, Port::tcp(135));
        for (orig, piece) in &pieces {
            for part in piece.chunks(cut) {
                if *orig {
                    bench.orig(part)
                } else {
                    bench.resp(part)
                };
            }
        }
        let raised: Vec<String> =
            bench.take().into_iter().filter(|l| !l.starts_with("dce_rpc_message")).collect();
        let wanted = wanted.get_or_insert_with(|| raised.clone());
        assert_eq!(raised, *wanted, "cut at {cut}");
    }
    let raised = wanted.unwrap();
    let has = |start: &str| raised.iter().filter(|l| l.starts_with(start)).count();
    assert_eq!(has("dce_rpc_bind 0 0 "), 1, "{raised:?}");
    assert_eq!(has("dce_rpc_bind_ack 0 \\\\PIPE\\\\srvsvc"), 1, "{raised:?}");
    assert_eq!(has("dce_rpc_request_stub 0 0 16 argument"), 2, "{raised:?}");
    assert_eq!(has("dce_rpc_response 0 0 16 6"), 2, "{raised:?}");
    assert_eq!(has("dce_rpc_alter_context"), 2, "{raised:?}");
    assert_eq!(has("weird: netlogon_dce_rpc_auth_type 68 DCE_RPC"), 1, "{raised:?}");
}

#[test]
fn calls_that_never_end_are_given_up() {
    let mut bench = Bench::new(Anything::default(), &DCE_RPC, Port::tcp(135));
    for call in 0..40u32 {
        let header = [&b"\x05\0\0\x01\x10\0\0\0\x18\0\0\0"[..], &call.to_le_bytes(), &[0; 8]].concat();
        bench.orig(&header);
    }
    let raised = bench.take();
    let weirds: Vec<_> = raised.iter().filter(|l| l.starts_with("weird:")).collect();
    assert_eq!(weirds, ["weird: too_many_dce_rpc_msgs_in_reassembly  DCE_RPC"]);
}
