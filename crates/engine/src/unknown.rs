//! Payloads that no layer knows: which of them become `unknown_protocol` events.

use std::collections::HashMap;
use zander_event::Declarations;
use zander_wire::Layer;

/// Kinds that are counted apart; beyond that nothing is reported.
const MAX_KINDS: usize = 100_000;

/// Counters by layer and protocol number, under the options of module `UnknownProtocol`.
pub struct Unknown {
    threshold: u64,
    rate: u64,
    /// Seconds.
    duration: f64,
    /// How many bytes an event shows.
    pub first_bytes: usize,
    seen: HashMap<(Layer, u32), (u64, f64)>,
}

impl Unknown {
    /// Reads the options.
    pub fn bind(d: &dyn Declarations) -> Unknown {
        let number = |name: &str, otherwise| d.value(name).and_then(|v| v.as_count()).unwrap_or(otherwise);
        let duration = d.value("UnknownProtocol::sampling_duration").and_then(|v| v.as_seconds());
        Unknown {
            threshold: number("UnknownProtocol::sampling_threshold", 3),
            rate: number("UnknownProtocol::sampling_rate", 100_000),
            duration: duration.unwrap_or(3600.0),
            first_bytes: number("UnknownProtocol::first_bytes_count", 10).min(65_536) as usize,
            seen: HashMap::new(),
        }
    }

    /// Counts one; whether it is to be told.
    pub fn passes(&mut self, layer: Layer, protocol: u32, now: f64) -> bool {
        if self.seen.len() >= MAX_KINDS && !self.seen.contains_key(&(layer, protocol)) {
            return false;
        }
        let (count, since) = self.seen.entry((layer, protocol)).or_insert((0, now));
        if now > *since + self.duration {
            (*count, *since) = (0, now);
        }
        *count += 1;
        *count <= self.threshold || self.rate > 0 && (*count - self.threshold).is_multiple_of(self.rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sampling() {
        let mut u = Unknown { threshold: 2, rate: 3, duration: 60.0, first_bytes: 10, seen: HashMap::new() };
        let passed: Vec<bool> = (0..6).map(|_| u.passes(Layer::Ethernet, 7, 1.0)).collect();
        assert_eq!(passed, [true, true, false, false, true, false]);
        assert!(u.passes(Layer::Ethernet, 8, 1.0), "another kind");
        assert!(u.passes(Layer::Ethernet, 7, 62.0), "the time is over");
    }
}
