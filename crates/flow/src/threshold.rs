//! Thresholds scripts set on a connection, each to be told of once when it is crossed.

use crate::connection::Direction;

/// A crossed threshold, with its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Threshold {
    /// IP bytes of one direction (`conn_bytes_threshold_crossed`).
    Bytes(u64),
    /// Packets of one direction (`conn_packets_threshold_crossed`).
    Packets(u64),
    /// Packets of both directions (`conn_generic_packet_threshold_crossed`).
    AnyPackets(u64),
    /// Seconds since the first packet (`conn_duration_threshold_crossed`).
    Duration(f64),
}

/// What a connection waits for; 0 is nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Thresholds {
    pub bytes: [u64; 2],
    pub packets: [u64; 2],
    pub duration: f64,
}

/// What has been reached.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    pub direction: Direction,
    pub bytes: u64,
    pub packets: u64,
    pub duration: f64,
}

impl Thresholds {
    /// Takes out what has been crossed, in the order in which it is told.
    pub fn crossed(&mut self, at: Progress) -> impl Iterator<Item = Threshold> + use<> {
        let i = at.direction.index();
        let reached =
            |goal: &mut u64, value: u64| (*goal != 0 && value >= *goal).then(|| std::mem::take(goal));
        let bytes = self.bytes.get_mut(i).and_then(|goal| reached(goal, at.bytes)).map(Threshold::Bytes);
        let packets =
            self.packets.get_mut(i).and_then(|goal| reached(goal, at.packets)).map(Threshold::Packets);
        let duration = (self.duration != 0.0 && at.duration > self.duration)
            .then(|| Threshold::Duration(std::mem::take(&mut self.duration)));
        [bytes, packets, duration].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_once() {
        let mut t = Thresholds { bytes: [100, 0], packets: [0, 3], duration: 2.0 };
        let at = |direction, bytes, packets, duration| Progress { direction, bytes, packets, duration };
        let mut crossed = |p| t.crossed(p).collect::<Vec<_>>();
        assert_eq!(crossed(at(Direction::Orig, 99, 9, 1.0)), []);
        assert_eq!(crossed(at(Direction::Orig, 120, 9, 2.0)), [Threshold::Bytes(100)]);
        assert_eq!(
            crossed(at(Direction::Resp, 120, 3, 2.5)),
            [Threshold::Packets(3), Threshold::Duration(2.0)]
        );
        assert_eq!(crossed(at(Direction::Resp, 200, 30, 9.0)), []);
    }
}
