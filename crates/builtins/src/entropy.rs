//! How random data is: entropy, chi-square, mean, an estimate of pi, serial correlation.

use crate::call::make_record;
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use zander_value::{Opaque, OpaqueRef, RecordRef, Str, Val};
use zander_vm::{Context, RuntimeError};

/// Coordinates of a random point take three bytes each.
const POINT: usize = 6;

/// What has been counted so far.
#[derive(Clone, Debug)]
struct Counts {
    of_byte: [u64; 256],
    total: u64,
    /// Sum of products of neighbours.
    neighbours: f64,
    first: Option<u8>,
    last: u8,
    /// Bytes of the point that is not complete.
    point: Vec<u8>,
    points: u64,
    inside: u64,
}

impl Default for Counts {
    fn default() -> Counts {
        Counts {
            of_byte: [0; 256],
            total: 0,
            neighbours: 0.0,
            first: None,
            last: 0,
            point: Vec::new(),
            points: 0,
            inside: 0,
        }
    }
}

/// `opaque of entropy`.
#[derive(Clone, Debug, Default)]
struct Test(RefCell<Counts>);

impl Opaque for Test {
    fn type_name(&self) -> &str {
        "entropy"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(self.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Entropy in bits a byte, chi-square, mean, pi, serial correlation.
type Measures = [f64; 5];

/// What stands for the correlation of data that does not vary.
const NO_CORRELATION: f64 = -100_000.0;

impl Counts {
    fn add(&mut self, data: &[u8]) {
        for &b in data {
            self.of_byte[b as usize] += 1;
            self.total += 1;
            match self.first {
                None => self.first = Some(b),
                Some(_) => self.neighbours += self.last as f64 * b as f64,
            }
            self.last = b;
            self.point.push(b);
            if self.point.len() == POINT {
                let number = |bytes: &[u8]| bytes.iter().fold(0.0, |n, b| n * 256.0 + *b as f64);
                let (x, y) = (number(&self.point[..3]), number(&self.point[3..]));
                let radius = 256f64.powi(3) - 1.0;
                self.points += 1;
                self.inside += (x * x + y * y <= radius * radius) as u64;
                self.point.clear();
            }
        }
    }

    fn measures(&self) -> Measures {
        let total = self.total as f64;
        let expected = total / 256.0;
        let (mut entropy, mut chi_square, mut sum, mut squares) = (0.0, 0.0, 0.0, 0.0);
        for (byte, &count) in self.of_byte.iter().enumerate() {
            let (byte, count) = (byte as f64, count as f64);
            chi_square += (count - expected).powi(2) / expected;
            sum += byte * count;
            squares += byte * byte * count;
            if count > 0.0 {
                entropy += count / total * (total / count).log2();
            }
        }
        // The last byte counts as a neighbour of the first one.
        let neighbours = self.neighbours + self.last as f64 * self.first.unwrap_or(0) as f64;
        let spread = total * squares - sum * sum;
        let correlation =
            if spread == 0.0 { NO_CORRELATION } else { (total * neighbours - sum * sum) / spread };
        let pi = if self.points == 0 { 0.0 } else { 4.0 * self.inside as f64 / self.points as f64 };
        [entropy, chi_square, sum / total, pi, correlation]
    }

    fn record(&self, cx: &Context<'_>) -> Result<RecordRef, RuntimeError> {
        let names = ["entropy", "chi_square", "mean", "monte_carlo_pi", "serial_correlation"];
        let values = self.measures().map(Val::Double);
        let fields: Vec<_> = names.into_iter().zip(values).collect();
        make_record(cx, "entropy_test_result", &fields)
    }
}

/// All measures of a string.
pub fn find_entropy(cx: &mut Context<'_>, data: &Str) -> Result<RecordRef, RuntimeError> {
    let mut counts = Counts::default();
    counts.add(data.as_bytes());
    counts.record(cx)
}

/// Begins a test.
pub fn entropy_test_init(_: &mut Context<'_>) -> OpaqueRef {
    OpaqueRef::new(Test::default())
}

/// Adds data.
pub fn entropy_test_add(_: &mut Context<'_>, handle: &OpaqueRef, data: &Str) -> bool {
    let Some(test) = handle.get::<Test>() else { return false };
    test.0.borrow_mut().add(data.as_bytes());
    true
}

/// The measures so far; more may be added afterwards.
pub fn entropy_test_finish(cx: &mut Context<'_>, handle: &OpaqueRef) -> Result<RecordRef, RuntimeError> {
    match handle.get::<Test>() {
        Some(test) => test.0.borrow().record(cx),
        None => Err("this is no test of entropy".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_of_known_data() {
        let check = |data: &[u8], want: Measures| {
            let mut counts = Counts::default();
            let (front, back) = data.split_at(data.len() / 2);
            counts.add(front);
            counts.add(back);
            for (got, want) in counts.measures().iter().zip(want) {
                assert!((got - want).abs() < 1e-6, "{data:?}: {got} is not {want}");
            }
        };
        check(b"hhhh", [0.0, 1020.0, 104.0, 0.0, NO_CORRELATION]);
        check(b"\x00\xff", [1.0, 254.0, 127.5, 0.0, -1.0]);
        check(&[0; 12], [0.0, 3060.0, 0.0, 4.0, NO_CORRELATION]);
    }
}
