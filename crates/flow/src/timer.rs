//! A timer wheel: things to happen at a time, in the order of their times.
//!
//! Seconds are cut into eighths. What falls into the eighth that the wheel has reached (or earlier) lies in a small
//! heap, what falls into one of the next [`SLOTS`] eighths in a plain list for each, and only what is further off in
//! a large heap. So adding costs a push, and only what is about to happen is ever sorted.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Slots a second.
const PER_SECOND: f64 = 8.0;
/// Slots of the wheel: 512 seconds, more than the usual inactivity timeouts.
const SLOTS: u64 = 4096;

#[derive(Debug)]
struct Entry<T> {
    time: f64,
    /// Counts up with each item; wraps, which at worst swaps two items of one time.
    order: u32,
    item: T,
}

impl<T> PartialEq for Entry<T> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl<T> Eq for Entry<T> {}
impl<T> PartialOrd for Entry<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Entry<T> {
    /// Reversed: the earliest is the greatest, as the heap wants it.
    fn cmp(&self, other: &Self) -> Ordering {
        other.time.total_cmp(&self.time).then(other.order.cmp(&self.order))
    }
}

/// Items to be taken out at their times. Items of equal time come out in the order in which they were added.
#[derive(Debug)]
pub struct TimerWheel<T> {
    slots: Vec<Vec<Entry<T>>>,
    /// The slot that the wheel has reached.
    base: u64,
    near: BinaryHeap<Entry<T>>,
    far: BinaryHeap<Entry<T>>,
    order: u32,
    len: usize,
    /// Items ever added, and how many waited at most.
    pub added: u64,
    pub most: usize,
}

impl<T> Default for TimerWheel<T> {
    fn default() -> Self {
        TimerWheel {
            slots: (0..SLOTS).map(|_| Vec::new()).collect(),
            base: 0,
            near: BinaryHeap::new(),
            far: BinaryHeap::new(),
            order: 0,
            len: 0,
            added: 0,
            most: 0,
        }
    }
}

/// The slot of a time; what is before the epoch or no number falls into the first.
fn slot_of(time: f64) -> u64 {
    (time * PER_SECOND) as u64
}

impl<T> TimerWheel<T> {
    /// How many items wait.
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds an item for `time` (seconds since the epoch). A time already past makes it due at once.
    pub fn add(&mut self, time: f64, item: T) {
        let entry = Entry { time, order: self.order, item };
        self.order = self.order.wrapping_add(1);
        self.len += 1;
        self.added += 1;
        self.most = self.most.max(self.len);
        let slot = slot_of(time);
        if slot <= self.base {
            self.near.push(entry);
        } else if slot - self.base < SLOTS {
            if let Some(list) = self.slots.get_mut((slot % SLOTS) as usize) {
                list.push(entry);
            }
        } else {
            self.far.push(entry);
        }
    }

    /// Moves the wheel on to `now`, never back.
    fn turn(&mut self, now: f64) {
        let target = slot_of(now);
        if target <= self.base {
            return;
        }
        // At most once around: a slot holds items of one turn only.
        let steps = (target - self.base).min(SLOTS);
        for slot in self.base + 1..=self.base + steps {
            if let Some(list) = self.slots.get_mut((slot % SLOTS) as usize)
                && !list.is_empty()
            {
                self.near.extend(list.drain(..));
                // A burst must not keep its memory for ever.
                if list.capacity() > 4096 {
                    *list = Vec::new();
                }
            }
        }
        self.base = target;
        while self.far.peek().is_some_and(|e| slot_of(e.time) <= target) {
            self.near.extend(self.far.pop());
        }
    }

    /// False only when no item is due at `now`.
    #[inline]
    pub fn may_be_due(&self, now: f64) -> bool {
        slot_of(now) > self.base || self.near.peek().is_some_and(|e| e.time <= now)
    }

    /// Takes out the earliest item whose time is not after `now`.
    pub fn pop_due(&mut self, now: f64) -> Option<(f64, T)> {
        self.turn(now);
        if self.near.peek().is_none_or(|e| e.time > now) {
            return None;
        }
        let entry = self.near.pop()?;
        self.len -= 1;
        Some((entry.time, entry.item))
    }

    /// Takes out the items that are not to be kept. Looks through the wheel: not for every packet.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.near.retain(|e| keep(&e.item));
        self.far.retain(|e| keep(&e.item));
        self.len = self.near.len() + self.far.len();
        for list in &mut self.slots {
            list.retain(|e| keep(&e.item));
            if list.capacity() > 4 * list.len() + 64 {
                list.shrink_to_fit();
            }
            self.len += list.len();
        }
    }

    /// Takes out everything, earliest first.
    pub fn drain_all(&mut self) -> Vec<(f64, T)> {
        let mut all: Vec<Entry<T>> = Vec::with_capacity(self.len);
        all.extend(self.near.drain().chain(self.far.drain()));
        for list in &mut self.slots {
            all.extend(std::mem::take(list));
        }
        self.len = 0;
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.into_iter().map(|e| (e.time, e.item)).collect()
    }

    /// The time of the earliest item, to know how long one may sleep. Looks through the wheel: not for the packet path.
    pub fn next_time(&self) -> Option<f64> {
        let lists = self.slots.iter().flatten().map(|e| e.time);
        let heaps = [self.near.peek(), self.far.peek()].into_iter().flatten().map(|e| e.time);
        heaps.chain(lists).min_by(f64::total_cmp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(wheel: &mut TimerWheel<u32>, now: f64) -> Vec<u32> {
        std::iter::from_fn(|| wheel.pop_due(now)).map(|(_, n)| n).collect()
    }

    #[test]
    fn order_is_that_of_times() {
        let mut wheel = TimerWheel::default();
        wheel.pop_due(1000.0);
        for (time, n) in
            [(1005.0, 1), (1001.0, 2), (9000.0, 3), (1001.0, 4), (900.0, 5), (1511.9, 6), (1600.0, 7)]
        {
            wheel.add(time, n);
        }
        assert_eq!(wheel.len(), 7);
        assert_eq!(wheel.next_time(), Some(900.0));
        assert_eq!(due(&mut wheel, 1000.0), [5]);
        assert_eq!(due(&mut wheel, 1000.99), []);
        assert_eq!(due(&mut wheel, 1005.0), [2, 4, 1]);
        wheel.add(1516.0, 8);
        assert_eq!(due(&mut wheel, 8999.0), [6, 8, 7]);
        assert_eq!(due(&mut wheel, 9001.0), [3]);
        assert!(wheel.is_empty());
    }

    #[test]
    fn far_items_of_long_ago_come_before_later_near_ones() {
        let mut wheel = TimerWheel::default();
        wheel.pop_due(0.0);
        wheel.add(600.0, 1);
        wheel.pop_due(599.0);
        wheel.add(601.0, 2);
        assert_eq!(due(&mut wheel, 700.0), [1, 2]);
    }

    #[test]
    fn agrees_with_sorting() {
        let mut wheel = TimerWheel::default();
        let mut x = 12345u64;
        let mut random = move || {
            x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            (x >> 33) as f64 / 2f64.powi(31)
        };
        let mut waiting: Vec<(f64, u32)> = Vec::new();
        let mut now = 1e9;
        let mut n = 0;
        for _ in 0..2000 {
            now += random() * random() * 40.0;
            for _ in 0..3 {
                let time = now + random() * random() * 1200.0 - 1.0;
                wheel.add(time, n);
                waiting.push((time, n));
                n += 1;
            }
            let mut want: Vec<(f64, u32)> = waiting.extract_if(.., |(t, _)| *t <= now).collect();
            want.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            assert_eq!(due(&mut wheel, now), want.into_iter().map(|(_, n)| n).collect::<Vec<_>>());
        }
        assert_eq!(wheel.drain_all().len(), waiting.len());
    }

    #[test]
    fn what_is_not_kept_does_not_come() {
        let mut wheel = TimerWheel::default();
        wheel.pop_due(1000.0);
        for n in 0..6000u32 {
            wheel.add(999.0 + f64::from(n), n);
        }
        wheel.retain(|n| n % 1000 == 1);
        assert_eq!(wheel.len(), 6);
        assert_eq!(due(&mut wheel, 5000.0), [1, 1001, 2001, 3001, 4001]);
        assert_eq!(due(&mut wheel, 9000.0), [5001]);
    }

    #[test]
    fn odd_times_do_no_harm() {
        let mut wheel = TimerWheel::default();
        for time in [f64::NAN, f64::INFINITY, -1.0, f64::MAX] {
            wheel.add(time, 1u32);
        }
        due(&mut wheel, 10.0);
        due(&mut wheel, f64::MAX);
        wheel.drain_all();
        assert!(wheel.is_empty());
    }
}
