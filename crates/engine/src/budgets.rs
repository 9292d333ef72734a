//! Which budgets were spent: what the rooms below gave up to keep within their limits, told at intervals.

use crate::engine::Core;

/// State that is limited, as scripts and people read of it.
const RESOURCES: [&str; 3] = ["connections", "stream holes", "unfinished datagrams"];

/// What was given up of one resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spent {
    pub resource: &'static str,
    /// Since it was told of last.
    pub shed: u64,
    /// Held now, and what may be: connections, or bytes.
    pub held: u64,
    pub limit: u64,
}

/// Remembers what was told.
#[derive(Debug)]
pub struct Budgets {
    /// Seconds between two tellings of one resource.
    interval: f64,
    told: [(u64, f64); RESOURCES.len()],
}

impl Budgets {
    /// `interval` is in seconds of network time.
    pub fn new(interval: f64) -> Budgets {
        Budgets { interval, told: [(0, f64::NEG_INFINITY); RESOURCES.len()] }
    }

    /// What is to be told at `now`.
    pub fn spent(&mut self, core: &Core, now: f64) -> impl Iterator<Item = Spent> + use<> {
        let (flow, config) = (core.flow.stats(), core.flow.config());
        let fragments = core.decoder.fragments();
        let (held, limit) = (fragments.bytes() as u64, core.decoder.options.fragments.max_bytes as u64);
        self.due(
            now,
            [
                (flow.shed_connections, core.flow.len() as u64, config.max_connections as u64),
                (flow.shed_holes, flow.reassembly_bytes, config.max_reassembly_bytes),
                (fragments.counters().shed, held, limit),
            ],
        )
    }

    /// Of what was shed in all, is held and may be held: what is new, unless it was told of a short while ago.
    fn due(
        &mut self,
        now: f64,
        all: [(u64, u64, u64); RESOURCES.len()],
    ) -> impl Iterator<Item = Spent> + use<> {
        let interval = self.interval;
        let mut found = [None; RESOURCES.len()];
        for ((told, (shed, held, limit)), (place, resource)) in
            self.told.iter_mut().zip(all).zip(found.iter_mut().zip(RESOURCES))
        {
            if shed > told.0 && now >= told.1 + interval {
                *place = Some(Spent { resource, shed: shed - told.0, held, limit });
                *told = (shed, now);
            }
        }
        found.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_told_at_once_and_then_at_intervals() {
        let mut b = Budgets::new(60.0);
        let mut told = |now, connections, datagrams| -> Vec<(&str, u64)> {
            let all = [(connections, 5, 10), (0, 0, 10), (datagrams, 7, 10)];
            b.due(now, all).map(|s| (s.resource, s.shed)).collect()
        };
        assert_eq!(told(1000.0, 0, 0), []);
        assert_eq!(told(1001.0, 4, 0), [("connections", 4)]);
        assert_eq!(told(1030.0, 9, 3), [("unfinished datagrams", 3)]);
        assert_eq!(told(1061.0, 9, 3), [("connections", 5)]);
        assert_eq!(told(1070.0, 9, 4), []);
        assert_eq!(told(f64::INFINITY, 9, 4), [("unfinished datagrams", 1)]);
    }
}
