//! Fingerprints of TLS: of each hello several lists of numbers become text, which is most of the work of JA3.

use zander_value::format::write_uint;
use zander_value::{Val, VectorRef};
use zander_vm::Context;

/// Whether a number is one that clients put in at random so that servers learn to pass over what they do not know
/// (RFC 8701): two equal bytes that end with the digit `a`.
fn is_random(n: u64) -> bool {
    n & 15 == 10 && n & 0xff == n >> 8
}

/// The numbers that mean something, with a dash between them.
pub fn dashed(_: &mut Context<'_>, numbers: &VectorRef) -> Vec<u8> {
    let mut out = Vec::new();
    for n in numbers.items.borrow().iter().filter_map(Val::as_count).filter(|n| !is_random(*n)) {
        if !out.is_empty() {
            out.push(b'-');
        }
        write_uint(&mut out, n);
    }
    out
}
