//! How random data is: entropy, chi-square, mean, an estimate of pi, serial correlation.

/// Coordinates of a random point take three bytes each.
const POINT: usize = 6;

/// What has been counted so far.
#[derive(Clone, Debug)]
pub struct Counts {
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

/// Entropy in bits a byte, chi-square, mean, pi, serial correlation.
pub type Measures = [f64; 5];

/// The fields of the script's record `entropy_test_result`, in the order of [`Measures`].
pub const NAMES: [&str; 5] = ["entropy", "chi_square", "mean", "monte_carlo_pi", "serial_correlation"];

/// What stands for the correlation of data that does not vary.
const NO_CORRELATION: f64 = -100_000.0;

impl Counts {
    /// Takes in the next bytes.
    pub fn add(&mut self, data: &[u8]) {
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

    /// The measures so far; more bytes may follow.
    pub fn measures(&self) -> Measures {
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
