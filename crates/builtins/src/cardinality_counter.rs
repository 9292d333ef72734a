//! About how many distinct elements there are: HyperLogLog (Flajolet and others, 2007).

use crate::call::error;
use crate::elements::{ElementType, hash, seed};
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use zander_value::{Opaque, OpaqueRef, Val};
use zander_vm::Context;

#[derive(Clone, Debug)]
struct Inner {
    /// The longest run of zeros seen, plus 1, for each register. As many as a power of two.
    registers: Vec<u8>,
    ty: ElementType,
}

/// `opaque of cardinality`.
#[derive(Clone, Debug)]
struct Counter(RefCell<Inner>);

impl Opaque for Counter {
    fn type_name(&self) -> &str {
        "cardinality"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(self.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// How many standard deviations around the mean hold this share of a normal distribution.
fn deviations(confidence: f64) -> f64 {
    // The share within z is erf(z/√2); Abramowitz and Stegun 7.1.26 is exact enough here.
    let share = |z: f64| {
        let x = z / std::f64::consts::SQRT_2;
        let t = 1.0 / (1.0 + 0.327_591_1 * x);
        let poly = ((((1.061_405_429 * t - 1.453_152_027) * t + 1.421_413_741) * t - 0.284_496_736) * t
            + 0.254_829_592)
            * t;
        1.0 - poly * (-x * x).exp()
    };
    let (mut low, mut high) = (0.0, 8.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if share(middle) < confidence {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

impl Inner {
    /// With so many registers that the relative error stays below `error` with that confidence.
    fn new(error: f64, confidence: f64) -> Inner {
        let wanted = (1.04 * deviations(confidence) / error.max(1e-4)).powi(2);
        let bits = wanted.log2().ceil().clamp(4.0, 20.0) as u32;
        Inner { registers: vec![0; 1 << bits], ty: ElementType::default() }
    }

    fn add(&mut self, value: &Val, seed: u64) -> bool {
        let Some(h) = hash(value, seed) else { return false };
        let bits = self.registers.len().trailing_zeros();
        let rank = (h << bits | 1 << (bits - 1)).leading_zeros() as u8 + 1;
        let register = &mut self.registers[(h >> (64 - bits)) as usize];
        *register = (*register).max(rank);
        true
    }

    fn estimate(&self) -> f64 {
        let m = self.registers.len() as f64;
        let alpha = match self.registers.len() {
            16 => 0.673,
            32 => 0.697,
            64 => 0.709,
            _ => 0.7213 / (1.0 + 1.079 / m),
        };
        let sum: f64 = self.registers.iter().map(|r| 2f64.powi(-(*r as i32))).sum();
        let raw = alpha * m * m / sum;
        let empty = self.registers.iter().filter(|r| **r == 0).count();
        if raw <= 2.5 * m && empty > 0 { m * (m / empty as f64).ln() } else { raw }
    }
}

/// A counter.
pub fn hll_cardinality_init(_: &mut Context<'_>, err: f64, confidence: f64) -> OpaqueRef {
    OpaqueRef::new(Counter(RefCell::new(Inner::new(err, confidence))))
}

/// Adds an element.
pub fn hll_cardinality_add(cx: &mut Context<'_>, handle: &OpaqueRef, elem: &Val) -> bool {
    let Some(counter) = handle.get::<Counter>() else { return false };
    let mut counter = counter.0.borrow_mut();
    if !counter.ty.admit(elem) {
        error(cx, "incompatible HLL data type");
        return false;
    }
    counter.add(elem, seed(cx, b"cardinality"))
}

/// Adds the elements of one counter to another.
pub fn hll_cardinality_merge_into(cx: &mut Context<'_>, handle1: &OpaqueRef, handle2: &OpaqueRef) -> bool {
    let (Some(a), Some(b)) = (handle1.get::<Counter>(), handle2.get::<Counter>()) else { return false };
    let b = b.0.borrow().clone();
    let mut a = a.0.borrow_mut();
    if !a.ty.agrees(&b.ty) {
        error(cx, "incompatible HLL types");
        return false;
    }
    if a.registers.len() != b.registers.len() {
        error(cx, "Cardinality counters with different parameters cannot be merged");
        return false;
    }
    for (mine, theirs) in a.registers.iter_mut().zip(&b.registers) {
        *mine = (*mine).max(*theirs);
    }
    if a.ty.0.is_none() {
        a.ty = b.ty;
    }
    true
}

/// About how many distinct elements.
pub fn hll_cardinality_estimate(_: &mut Context<'_>, handle: &OpaqueRef) -> f64 {
    handle.get::<Counter>().map_or(0.0, |c| c.0.borrow().estimate())
}

/// A copy.
pub fn hll_cardinality_copy(_: &mut Context<'_>, handle: &OpaqueRef) -> OpaqueRef {
    match handle.get::<Counter>() {
        Some(counter) => OpaqueRef::new(counter.clone()),
        None => handle.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_stay_near() {
        let mut counter = Inner::new(0.02, 0.95);
        let mut added = 0;
        for wanted in [0u64, 1, 10, 1000, 200_000] {
            while added < wanted {
                counter.add(&Val::Count(added), 1);
                counter.add(&Val::Count(added), 1);
                added += 1;
            }
            let estimate = counter.estimate();
            assert!((estimate - wanted as f64).abs() <= 0.04 * wanted as f64, "{estimate} for {wanted}");
        }
    }

    #[test]
    fn deviations_of_known_shares() {
        for (share, z) in [(0.6827, 1.0), (0.95, 1.96), (0.99, 2.576)] {
            assert!((deviations(share) - z).abs() < 0.01, "{share}");
        }
    }
}
