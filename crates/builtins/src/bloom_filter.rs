//! Bloom filters, basic and counting.

use crate::call::error;
use crate::elements::{ElementType, hash, seed};
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use zander_value::{Opaque, OpaqueRef, Str, Val};
use zander_vm::Context;

/// How many bits or counters a filter may have.
const MAX_BITS: u64 = 1 << 33;
const MAX_COUNTERS: u64 = 1 << 27;

#[derive(Clone, Debug)]
enum Cells {
    Bits(Vec<u64>),
    Counters { cells: Vec<u32>, max: u32 },
}

#[derive(Clone, Debug)]
struct Inner {
    cells: Cells,
    size: u64,
    hashes: u64,
    seed: u64,
    ty: ElementType,
}

/// `opaque of bloomfilter`.
#[derive(Clone, Debug)]
struct BloomFilter(RefCell<Inner>);

impl Opaque for BloomFilter {
    fn type_name(&self) -> &str {
        "bloomfilter"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(self.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Inner {
    fn new(hashes: u64, size: u64, max: Option<u32>, seed: u64) -> Inner {
        let cells = match max {
            Some(max) => Cells::Counters { cells: vec![0; size as usize], max },
            None => Cells::Bits(vec![0; size.div_ceil(64) as usize]),
        };
        Inner { cells, size, hashes, seed, ty: ElementType::default() }
    }

    /// The cells of a value: two hashes give as many as are wanted.
    fn places(&self, value: &Val) -> Option<impl Iterator<Item = u64> + use<>> {
        let first = hash(value, self.seed)?;
        let second = hash(value, self.seed.wrapping_add(1))? | 1;
        let size = self.size;
        Some((0..self.hashes).map(move |i| first.wrapping_add(i.wrapping_mul(second)) % size))
    }

    fn count_at(&self, place: u64) -> u32 {
        match &self.cells {
            Cells::Bits(bits) => (bits[(place / 64) as usize] >> (place % 64)) as u32 & 1,
            Cells::Counters { cells, .. } => cells[place as usize],
        }
    }

    fn add(&mut self, value: &Val) {
        let Some(places) = self.places(value) else { return };
        for place in places {
            match &mut self.cells {
                Cells::Bits(bits) => bits[(place / 64) as usize] |= 1 << (place % 64),
                Cells::Counters { cells, max } => {
                    let cell = &mut cells[place as usize];
                    *cell = cell.saturating_add(1).min(*max);
                }
            }
        }
    }

    fn lookup(&self, value: &Val) -> u64 {
        let counts = self.places(value).and_then(|places| places.map(|p| self.count_at(p)).min());
        counts.unwrap_or(0) as u64
    }

    /// Cell by cell.
    fn combine(&self, other: &Inner, bits: fn(u64, u64) -> u64, counts: fn(u32, u32) -> u32) -> Inner {
        let cells = match (&self.cells, &other.cells) {
            (Cells::Bits(a), Cells::Bits(b)) => {
                Cells::Bits(a.iter().zip(b).map(|(x, y)| bits(*x, *y)).collect())
            }
            (Cells::Counters { cells: a, max }, Cells::Counters { cells: b, .. }) => Cells::Counters {
                cells: a.iter().zip(b).map(|(x, y)| counts(*x, *y).min(*max)).collect(),
                max: *max,
            },
            (cells, _) => cells.clone(),
        };
        let ty = if self.ty.0.is_some() { self.ty.clone() } else { other.ty.clone() };
        Inner { cells, ty, ..*self }
    }

    /// Why two filters cannot be combined.
    fn mismatch(&self, other: &Inner) -> Option<&'static str> {
        if std::mem::discriminant(&self.cells) != std::mem::discriminant(&other.cells) {
            Some("a basic and a counting filter")
        } else if self.seed != other.seed || self.hashes != other.hashes {
            Some("incompatible hashers in BloomFilter")
        } else if self.size != other.size {
            Some("different sizes in BloomFilter")
        } else {
            None
        }
    }
}

fn make(cx: &mut Context<'_>, hashes: u64, cells: u64, max: Option<u32>, name: &Str) -> Val {
    let limit = if max.is_some() { MAX_COUNTERS } else { MAX_BITS };
    if hashes == 0 {
        error(cx, "number of hash functions must be non-negative");
    } else if cells == 0 {
        error(cx, "number of cells must be non-negative");
    } else if max == Some(0) {
        error(cx, "max counter value must be greater than 0");
    } else if cells > limit || hashes > 256 {
        error(cx, format!("a Bloom filter of {cells} cells and {hashes} hash functions is too large"));
    } else {
        let filter = BloomFilter(RefCell::new(Inner::new(hashes, cells, max, seed(cx, name.as_bytes()))));
        return Val::Opaque(OpaqueRef::new(filter));
    }
    Val::None
}

/// A filter for so many elements with a rate of false positives.
pub fn bloomfilter_basic_init(cx: &mut Context<'_>, fp: f64, capacity: u64, name: &Str) -> Val {
    if !(0.0..=1.0).contains(&fp) {
        error(cx, "false-positive rate must take value between 0 and 1");
        return Val::None;
    }
    let ln2 = std::f64::consts::LN_2;
    let capacity = capacity.max(1) as f64;
    let cells = (-(capacity * fp.max(f64::MIN_POSITIVE).ln()) / (ln2 * ln2)).ceil().max(1.0);
    let hashes = (cells / capacity * ln2).round().clamp(1.0, 256.0);
    make(cx, hashes as u64, cells as u64, None, name)
}

/// A filter with given hash functions and cells.
pub fn bloomfilter_basic_init2(cx: &mut Context<'_>, k: u64, cells: u64, name: &Str) -> Val {
    make(cx, k, cells, None, name)
}

/// A counting filter.
pub fn bloomfilter_counting_init(cx: &mut Context<'_>, k: u64, cells: u64, max: u64, name: &Str) -> Val {
    make(cx, k, cells, Some(u32::try_from(max).unwrap_or(u32::MAX)), name)
}

/// Adds an element.
pub fn bloomfilter_add(cx: &mut Context<'_>, bf: &OpaqueRef, x: &Val) {
    let Some(filter) = bf.get::<BloomFilter>() else { return };
    let mut filter = filter.0.borrow_mut();
    if filter.ty.admit(x) {
        filter.add(x);
    } else {
        error(cx, "incompatible Bloom filter types");
    }
}

/// Takes one off an element of a counting filter. A basic filter forgets nothing.
pub fn bloomfilter_decrement(cx: &mut Context<'_>, bf: &OpaqueRef, x: &Val) -> bool {
    let Some(filter) = bf.get::<BloomFilter>() else { return false };
    let mut filter = filter.0.borrow_mut();
    if !filter.ty.fits(x) {
        error(cx, "incompatible Bloom filter types");
        return false;
    }
    if filter.lookup(x) == 0 {
        return false;
    }
    let places: Vec<u64> = filter.places(x).into_iter().flatten().collect();
    let Cells::Counters { cells, .. } = &mut filter.cells else { return false };
    for place in places {
        let cell = &mut cells[place as usize];
        *cell = cell.saturating_sub(1);
    }
    true
}

/// How often an element was added, at most.
pub fn bloomfilter_lookup(cx: &mut Context<'_>, bf: &OpaqueRef, x: &Val) -> u64 {
    let Some(filter) = bf.get::<BloomFilter>() else { return 0 };
    let filter = filter.0.borrow();
    if !filter.ty.fits(x) {
        error(cx, "incompatible Bloom filter types");
        return 0;
    }
    filter.lookup(x)
}

/// Forgets all elements.
pub fn bloomfilter_clear(_: &mut Context<'_>, bf: &OpaqueRef) {
    if let Some(filter) = bf.get::<BloomFilter>() {
        match &mut filter.0.borrow_mut().cells {
            Cells::Bits(bits) => bits.fill(0),
            Cells::Counters { cells, .. } => cells.fill(0),
        }
    }
}

fn combine(
    cx: &mut Context<'_>,
    a: &OpaqueRef,
    b: &OpaqueRef,
    verb: &str,
    bits: fn(u64, u64) -> u64,
    counts: fn(u32, u32) -> u32,
) -> Val {
    let (Some(a), Some(b)) = (a.get::<BloomFilter>(), b.get::<BloomFilter>()) else { return Val::None };
    let (a, b) = (a.0.borrow(), b.0.borrow());
    if !a.ty.agrees(&b.ty) {
        error(cx, "incompatible Bloom filter types");
        return Val::None;
    }
    if let Some(reason) = a.mismatch(&b) {
        error(cx, format!("{reason} {verb}"));
        error(cx, format!("failed to {verb} Bloom filter"));
        return Val::None;
    }
    Val::Opaque(OpaqueRef::new(BloomFilter(RefCell::new(a.combine(&b, bits, counts)))))
}

/// A filter with the elements of both; counts add up.
pub fn bloomfilter_merge(cx: &mut Context<'_>, bf1: &OpaqueRef, bf2: &OpaqueRef) -> Val {
    combine(cx, bf1, bf2, "merge", |a, b| a | b, u32::saturating_add)
}

/// A filter with the elements that both have; of counts the lesser.
pub fn bloomfilter_intersect(cx: &mut Context<'_>, bf1: &OpaqueRef, bf2: &OpaqueRef) -> Val {
    combine(cx, bf1, bf2, "intersect", |a, b| a & b, u32::min)
}

/// Parameters and a digest of the cells.
pub fn bloomfilter_internal_state(_: &mut Context<'_>, bf: &OpaqueRef) -> String {
    let Some(filter) = bf.get::<BloomFilter>() else { return String::new() };
    let filter = filter.0.borrow();
    let words: Vec<u64> = match &filter.cells {
        Cells::Bits(bits) => bits.clone(),
        Cells::Counters { cells, .. } => cells.iter().map(|c| *c as u64).collect(),
    };
    let digest =
        words.iter().fold(filter.seed, |d, w| (d ^ w).rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    format!("k={} cells={} digest={digest:016x}", filter.hashes, filter.size)
}
