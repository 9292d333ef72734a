//! Numbers, and random ones.

use crate::call::error;
use zander_value::Val;
use zander_vm::Context;

/// Downwards.
pub fn floor(_: &mut Context<'_>, d: f64) -> f64 {
    d.floor()
}

/// Upwards. There is no negative zero.
pub fn ceil(_: &mut Context<'_>, d: f64) -> f64 {
    d.ceil() + 0.0
}

/// Square root.
pub fn sqrt(cx: &mut Context<'_>, x: f64) -> f64 {
    if x < 0.0 {
        error(cx, "negative sqrt argument");
        return -1.0;
    }
    x.sqrt()
}

/// e to the power of d.
pub fn exp(_: &mut Context<'_>, d: f64) -> f64 {
    d.exp()
}

/// x to the power of y.
pub fn pow(_: &mut Context<'_>, x: f64, y: f64) -> f64 {
    x.powf(y)
}

/// Natural logarithm.
pub fn ln(_: &mut Context<'_>, d: f64) -> f64 {
    d.ln()
}

/// Logarithm to the base 2.
pub fn log2(_: &mut Context<'_>, d: f64) -> f64 {
    d.log2()
}

/// Logarithm to the base 10.
pub fn log10(_: &mut Context<'_>, d: f64) -> f64 {
    d.log10()
}

/// Remainder with the sign of the divisor.
pub fn modulo(cx: &mut Context<'_>, a: i64, b: i64) -> Val {
    if b == 0 {
        error(cx, "modulo by zero");
        return Val::None;
    }
    let rest = a.wrapping_rem(b);
    Val::Int(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
}

/// State of `rand`: a linear congruence, seeded from the host's randomness unless the script gave a seed.
#[derive(Default)]
struct Generator(Option<u64>);

/// A random number below a limit.
pub fn rand(cx: &mut Context<'_>, max: u64) -> u64 {
    let state = match cx.state::<Generator>().0 {
        Some(s) => s,
        None => {
            let mut bytes = [0; 8];
            cx.host.random(&mut bytes);
            u64::from_le_bytes(bytes)
        }
    };
    // splitmix64
    let state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    cx.state::<Generator>().0 = Some(state);
    let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)).checked_rem(max).unwrap_or(0)
}

/// Seeds `rand`.
pub fn srand(cx: &mut Context<'_>, seed: u64) {
    cx.state::<Generator>().0 = Some(seed);
}
