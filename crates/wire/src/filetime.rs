//! `FILETIME` ([MS-DTYP], section 2.3.3).

/// Seconds between 1601 and 1970.
const EPOCH: f64 = 11_644_473_600.0;

/// Seconds since 1970 of a number of 100 ns since 1601; what no clock was set to is far before 1970.
pub fn seconds(ticks: u64) -> f64 {
    ticks as f64 / 1e7 - EPOCH
}

#[cfg(test)]
mod tests {
    #[test]
    fn epochs() {
        assert_eq!(super::seconds(116_444_736_000_000_000), 0.0);
        assert_eq!(super::seconds(0), -11_644_473_600.0);
    }
}
