//! The connection table: a hash of slot numbers over a slab of connections.
//!
//! Looking one up costs one probe of the hash and one comparison with the connection itself, which is needed next
//! anyway. A removed connection keeps its slot until [`Table::reap`]: events about it may still wait to be handled.

use crate::connection::{ConnId, Connection, Life};
use crate::key::FlowKey;
use foldhash::fast::FixedState;
use hashbrown::HashTable;

#[derive(Debug)]
struct Slot<P> {
    generation: u32,
    /// Boxed, so that growing the slab does not move connections and a free slot is small.
    conn: Option<Box<Connection<P>>>,
}

#[derive(Debug)]
pub(crate) struct Table<P> {
    slots: Vec<Slot<P>>,
    free: Vec<u32>,
    index: HashTable<u32>,
    state: FixedState,
    removed: Vec<u32>,
    /// Removed ones that are still in the index.
    retired: Vec<u32>,
    /// Memory of connections gone, to be used again.
    spare: Vec<Box<Connection<P>>>,
}

/// How many freed connections are kept for re-use.
const MAX_SPARE: usize = 1024;

impl<P> Table<P> {
    pub fn new(seed: u64) -> Self {
        Table {
            slots: Vec::new(),
            free: Vec::new(),
            index: HashTable::new(),
            state: FixedState::with_seed(seed),
            removed: Vec::new(),
            retired: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Live connections.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    pub fn find(&self, key: &FlowKey) -> Option<u32> {
        let hash = key.hash_with(&self.state);
        self.index.find(hash, |&slot| self.at(slot).is_some_and(|c| c.key == *key)).copied()
    }

    pub fn at(&self, slot: u32) -> Option<&Connection<P>> {
        self.slots.get(slot as usize)?.conn.as_deref()
    }

    pub fn at_mut(&mut self, slot: u32) -> Option<&mut Connection<P>> {
        self.slots.get_mut(slot as usize)?.conn.as_deref_mut()
    }

    pub fn get(&self, id: ConnId) -> Option<&Connection<P>> {
        self.at(id.slot).filter(|c| c.id == id)
    }

    pub fn get_mut(&mut self, id: ConnId) -> Option<&mut Connection<P>> {
        self.at_mut(id.slot).filter(|c| c.id == id)
    }

    /// Puts a connection into the table; `make` gets the id it will have.
    pub fn insert(&mut self, make: impl FnOnce(ConnId) -> Connection<P>) -> u32 {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, conn: None });
            (self.slots.len() - 1) as u32
        });
        let Table { slots, index, state, spare, .. } = self;
        let mut hash = 0;
        if let Some(place) = slots.get_mut(slot as usize) {
            place.generation = place.generation.wrapping_add(1);
            let conn = make(ConnId { slot, generation: place.generation });
            hash = conn.key.hash_with(state);
            place.conn = Some(match spare.pop() {
                Some(mut used) => {
                    *used = conn;
                    used
                }
                None => Box::new(conn),
            });
        }
        index.insert_unique(hash, slot, |&other| {
            slots.get(other as usize).and_then(|s| s.conn.as_ref()).map_or(0, |c| c.key.hash_with(state))
        });
        slot
    }

    /// Takes a connection out of the index. It can still be reached by its id until the next [`Table::reap`].
    pub fn remove(&mut self, slot: u32) {
        if self.at(slot).is_some_and(|c| c.life == Life::Live) {
            self.unlink(slot);
            if let Some(conn) = self.at_mut(slot) {
                conn.life = Life::Removed;
            }
            self.removed.push(slot);
        }
    }

    /// Lets a connection go that can be found by its key, too, until the next [`Table::reap`].
    pub fn retire(&mut self, slot: u32) {
        if let Some(conn) = self.at_mut(slot) {
            conn.life = Life::Removed;
            self.retired.push(slot);
        }
    }

    /// How many wait for the next [`Table::reap`].
    pub fn waiting(&self) -> usize {
        self.removed.len() + self.retired.len()
    }

    fn unlink(&mut self, slot: u32) {
        let Some(key) = self.at(slot).map(|c| c.key) else { return };
        let hash = key.hash_with(&self.state);
        if let Ok(entry) = self.index.find_entry(hash, |&other| other == slot) {
            entry.remove();
        }
    }

    /// Frees removed connections, handing each to `last_look`.
    pub fn reap(&mut self, mut last_look: impl FnMut(&mut Connection<P>))
    where
        P: Default,
    {
        while let Some(slot) = self.retired.pop() {
            self.unlink(slot);
            self.removed.push(slot);
        }
        while let Some(slot) = self.removed.pop() {
            if let Some(mut conn) = self.slots.get_mut(slot as usize).and_then(|s| s.conn.take()) {
                last_look(&mut conn);
                if self.spare.len() < MAX_SPARE {
                    // Only the memory is kept, nothing the connection refers to.
                    conn.payload = P::default();
                    self.spare.push(conn);
                }
            }
            self.free.push(slot);
        }
    }

    /// Slots of live connections, oldest first.
    pub fn live(&self) -> Vec<u32> {
        let mut slots: Vec<u32> = self.index.iter().copied().collect();
        let start = |slot: &u32| self.at(*slot).map_or(0.0, |c| c.start_time);
        slots.sort_by(|a, b| start(a).total_cmp(&start(b)).then(a.cmp(b)));
        slots
    }

    /// The least worthy of a few live connections, looked at from `hint` on, a place that moves on with each call:
    /// one that has seen packets of one side only, or else the longest silent.
    pub fn least_worthy(&self, hint: &mut usize) -> Option<u32> {
        const LOOK_AT: usize = 32;
        const LOOK_THROUGH: usize = 256;
        let count = self.slots.len();
        let mut found: Option<((bool, f64), u32)> = None;
        let mut seen = 0;
        for _ in 0..count.min(LOOK_THROUGH) {
            *hint = (*hint + 1) % count;
            let Some(conn) = self.at(*hint as u32).filter(|c| c.life == Life::Live) else { continue };
            let answered = conn.ends.orig.packets > 0 && conn.ends.resp.packets > 0;
            let worth = (answered, conn.last_time);
            if found.is_none_or(|(least, _)| worth < least) {
                found = Some((worth, *hint as u32));
            }
            seen += 1;
            // Those that were answered are looked past for a while.
            if seen >= LOOK_AT && found.is_some_and(|((answered, _), _)| !answered) {
                break;
            }
        }
        found.map(|(_, slot)| slot)
    }
}
