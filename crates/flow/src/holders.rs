//! Which streams hold data that others might need the room of, those that began first in front.

use crate::connection::{ConnId, Direction};
use std::collections::VecDeque;

/// A place in the list; 0 is none. A stream that is listed anew has another one, which makes the old entry void.
pub(crate) type Place = u32;

/// One direction of a connection, and the place it got.
type Entry = (ConnId, Direction, Place);

/// The list. Entries of streams that no longer hold anything stay until it is looked through.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    queue: VecDeque<Entry>,
    last: Place,
    /// How many entries were rightly there when it was looked through last.
    rightful: usize,
}

/// So many void entries are always tolerated.
const SLACK: usize = 1024;

impl Holders {
    /// Lists a stream, last of all; gives its place.
    pub fn list(&mut self, id: ConnId, direction: Direction) -> Place {
        self.last = self.last.wrapping_add(1).max(1);
        self.queue.push_back((id, direction, self.last));
        self.last
    }

    /// Takes out the entry that has been there longest.
    pub fn pop(&mut self) -> Option<Entry> {
        self.queue.pop_front()
    }

    /// Whether so many entries may be void that it is time for [`Holders::keep`].
    #[inline]
    pub fn is_long(&self) -> bool {
        self.queue.len() > 2 * self.rightful + SLACK
    }

    /// Takes out what is not rightly there.
    pub fn keep(&mut self, mut rightly: impl FnMut(&Entry) -> bool) {
        self.queue.retain(|e| rightly(e));
        self.rightful = self.queue.len();
    }
}
