//! Tables and sets: hashed, in order of insertion, with the attributes that control defaults and expiry.
//!
//! Entries stay in the order in which they were inserted; a deleted entry leaves a hole that is closed when holes
//! outnumber entries and nobody iterates. Tables indexed by one subnet can also be asked for the longest prefix that
//! holds an address. Expiry itself is driven by the VM, which looks at the stamps kept here.

use crate::prefixes::Prefixes;
use crate::{Addr, Key, Subnet, TableType, Type, Val};
use hashbrown::HashTable;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::hash::BuildHasher;
use std::rc::Rc;

/// Which access renews an entry's life.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExpireKind {
    Create,
    Write,
    Read,
}

/// Where the `&default` of a table comes from.
#[derive(Clone, Debug)]
pub enum Default {
    /// A value; copied deeply for each use, unless it is a scalar.
    Value(Val),
    /// A function of the index (`Val::Func`).
    Function(Val),
}

/// Attributes of a table variable that its value carries.
#[derive(Clone, Debug, std::default::Default)]
pub struct TableAttrs {
    pub default: Option<Default>,
    /// `&default_insert`: a missing entry read through the default is inserted as well.
    pub default_insert: bool,
    /// Which access renews, and the life time: a function of the program that yields the interval, evaluated when
    /// entries are looked through, since it may be a `redef`-ed global.
    pub expire: Option<(ExpireKind, Val)>,
    /// `&expire_func` (`Val::Func`).
    pub expire_func: Option<Val>,
    /// `&on_change` (`Val::Func`).
    pub on_change: Option<Val>,
    /// `&ordered`: iteration in order of insertion is promised to the script.
    pub ordered: bool,
    /// `&backend`, `&broker_store` and others that name a store.
    pub store: Option<Val>,
}

/// An entry's value and the time that expiry counts from.
#[derive(Clone, Debug)]
pub struct Entry {
    /// `Val::None` for a set.
    pub value: Val,
    /// Seconds since the epoch of network time: creation, last write or last read, by the table's [`ExpireKind`].
    pub stamp: f64,
}

/// With up to so many slots a table is searched from end to end.
const SMALL: usize = 8;

/// Finds slots by key.
#[derive(std::default::Default)]
struct Index {
    hasher: foldhash::fast::RandomState,
    places: HashTable<u32>,
}

/// The entries. Of the tables that live long in numbers, a few for each connection, most have one entry or none.
#[derive(std::default::Default)]
enum Inner {
    #[default]
    Empty,
    One(Key, Entry),
    Many(Box<Many>),
}

/// An entry in its place, or the hole that it left.
type Slot = Option<(Key, Entry)>;

#[derive(std::default::Default)]
struct Many {
    /// For more than [`SMALL`] slots.
    index: Option<Box<Index>>,
    slots: Vec<Slot>,
    live: u32,
    /// For tables indexed by one subnet.
    subnets: Option<Box<Subnets>>,
}

/// What finds the prefixes that hold an address.
struct Subnets {
    /// How many entries have each prefix width, IPv6 form (0–128).
    widths: [u32; 129],
    /// Made when the table has been asked often enough since it changed; numbers are places of slots.
    prefixes: Option<Prefixes>,
    /// How often it was asked since it changed.
    asked: u32,
}

impl std::default::Default for Subnets {
    fn default() -> Subnets {
        Subnets { widths: [0; 129], prefixes: None, asked: 0 }
    }
}

impl Many {
    fn by_subnet() -> Many {
        Many { subnets: Some(Box::default()), ..Many::default() }
    }
}

/// A position in a table, for iteration that survives changes of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor(pub usize);

/// A table or set value.
pub struct Table {
    pub ty: Rc<TableType>,
    /// A cell, since a `redef` changes them; without a word that counts borrowers.
    attrs: Cell<Option<Rc<TableAttrs>>>,
    inner: RefCell<Inner>,
    iterators: Cell<u32>,
}

const _: () = assert!(
    std::mem::size_of::<Table>() <= 80,
    "a table of one entry takes this and the counts of references"
);

/// A shared table.
pub type TableRef = Rc<Table>;

impl Table {
    /// An empty table.
    pub fn new(ty: &Rc<TableType>, attrs: Option<Rc<TableAttrs>>) -> TableRef {
        let by_subnet = matches!(ty.index.as_slice(), [Type::Subnet]);
        let inner = if by_subnet { Inner::Many(Box::new(Many::by_subnet())) } else { Inner::Empty };
        Rc::new(Table {
            ty: ty.clone(),
            attrs: Cell::new(attrs),
            inner: RefCell::new(inner),
            iterators: Cell::new(0),
        })
    }

    /// An empty table of the same type with the same attributes.
    pub fn empty_like(&self) -> TableRef {
        Table::new(&self.ty, self.attrs())
    }

    /// The attributes of the variable that holds the table.
    pub fn attrs(&self) -> Option<Rc<TableAttrs>> {
        let attrs = self.attrs.take();
        self.attrs.set(attrs.clone());
        attrs
    }

    /// Gives the table other attributes.
    pub fn set_attrs(&self, attrs: Option<Rc<TableAttrs>>) {
        self.attrs.set(attrs);
    }

    /// Looks at the attributes, which are not in reach through the table meanwhile.
    #[inline]
    pub fn look_at_attrs<R>(&self, look: impl FnOnce(Option<&TableAttrs>) -> R) -> R {
        let attrs = self.attrs.take();
        let result = look(attrs.as_deref());
        self.attrs.set(attrs);
        result
    }

    /// Number of entries.
    #[inline]
    pub fn len(&self) -> usize {
        match &*self.inner.borrow() {
            Inner::Empty => 0,
            Inner::One(..) => 1,
            Inner::Many(many) => many.live as usize,
        }
    }

    /// True when there is no entry.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True when the key has an entry.
    #[inline]
    pub fn contains(&self, key: &Key) -> bool {
        self.inner.borrow().find(key).is_some()
    }

    /// The value of an entry (`Val::None` for a member of a set), or `None` without one.
    #[inline]
    pub fn get(&self, key: &Key) -> Option<Val> {
        self.inner.borrow().find(key).map(|e| e.value.clone())
    }

    /// Like [`Table::get`], and renews the entry's stamp.
    pub fn get_touch(&self, key: &Key, now: f64) -> Option<Val> {
        self.inner.borrow_mut().find_mut(key).map(|e| {
            e.stamp = now;
            e.value.clone()
        })
    }

    /// Sets the stamp of an entry.
    pub fn stamp(&self, key: &Key, at: f64) {
        if let Some(e) = self.inner.borrow_mut().find_mut(key) {
            e.stamp = at;
        }
    }

    /// Inserts or replaces; returns the value that was there. The stamp of an existing entry is renewed unless the
    /// table expires by creation.
    pub fn insert_key(&self, key: Key, value: Val, now: f64) -> Option<Val> {
        let renew = self.look_at_attrs(|attrs| {
            !matches!(attrs, Some(TableAttrs { expire: Some((ExpireKind::Create, _)), .. }))
        });
        let mut inner = self.inner.borrow_mut();
        if let Some(entry) = inner.find_mut(&key) {
            if renew {
                entry.stamp = now;
            }
            return Some(std::mem::replace(&mut entry.value, value));
        }
        let entry = Entry { value, stamp: now };
        if let Inner::Empty = *inner {
            *inner = Inner::One(key, entry);
            return None;
        }
        let iterated = self.iterators.get() > 0;
        let many = inner.many();
        if many.slots.len() >= SMALL && many.slots.len() > 2 * many.live as usize && !iterated {
            many.compact();
        }
        many.append(key, entry);
        None
    }

    /// Removes an entry and returns its value.
    pub fn remove(&self, key: &Key) -> Option<Val> {
        let mut inner = self.inner.borrow_mut();
        match &mut *inner {
            // Whoever iterates is to find what comes after in a place of its own.
            Inner::One(k, _) if k == key && self.iterators.get() == 0 => match std::mem::take(&mut *inner) {
                Inner::One(_, entry) => Some(entry.value),
                _ => None,
            },
            Inner::One(k, _) if k != key => None,
            Inner::Empty => None,
            _ => inner.many().remove(key).map(|e| e.value),
        }
    }

    /// Removes all entries.
    pub fn clear(&self) {
        let old = {
            let mut inner = self.inner.borrow_mut();
            let old = std::mem::take(&mut *inner);
            if let Inner::Many(many) = &old
                && many.subnets.is_some()
            {
                *inner = Inner::Many(Box::new(Many::by_subnet()));
            }
            old
        };
        drop(old); // outside of the borrow: dropping may reach this table again
    }

    /// A copy of all entries in order.
    pub fn entries(&self) -> Vec<(Key, Entry)> {
        match &*self.inner.borrow() {
            Inner::Empty => Vec::new(),
            Inner::One(k, e) => vec![(k.clone(), e.clone())],
            Inner::Many(many) => many.slots.iter().flatten().cloned().collect(),
        }
    }

    /// Starts an iteration: until the matching [`Table::end`] positions stay valid.
    pub fn begin(&self) -> Cursor {
        self.iterators.set(self.iterators.get() + 1);
        Cursor(0)
    }

    /// Ends an iteration.
    pub fn end(&self) {
        self.iterators.set(self.iterators.get().saturating_sub(1));
    }

    /// The entry at or after the cursor, which moves behind it.
    pub fn next(&self, cursor: &mut Cursor) -> Option<(Key, Val)> {
        match &*self.inner.borrow() {
            Inner::One(k, e) if cursor.0 == 0 => {
                cursor.0 = 1;
                Some((k.clone(), e.value.clone()))
            }
            Inner::Many(many) => {
                while let Some(slot) = many.slots.get(cursor.0) {
                    cursor.0 += 1;
                    if let Some((k, e)) = slot {
                        return Some((k.clone(), e.value.clone()));
                    }
                }
                None
            }
            _ => None,
        }
    }

    /// Looks at up to `limit` slots from the cursor on and collects the keys whose stamp is `life` or more seconds
    /// old. Returns false once the end is reached. For the VM's expiry walk.
    pub fn expired(
        &self,
        cursor: &mut Cursor,
        limit: usize,
        now: f64,
        life: f64,
        out: &mut Vec<Key>,
    ) -> bool {
        let mut look = |k: &Key, e: &mut Entry| {
            if e.stamp == 0.0 {
                // Inserted before the first packet told the time: its life begins now.
                e.stamp = now;
            } else if e.stamp + life < now {
                out.push(k.clone());
            }
        };
        match &mut *self.inner.borrow_mut() {
            Inner::Empty => false,
            Inner::One(k, e) => {
                if cursor.0 == 0 {
                    look(k, e);
                }
                false
            }
            Inner::Many(many) => {
                for slot in many.slots.iter_mut().skip(cursor.0).take(limit) {
                    cursor.0 += 1;
                    if let Some((k, e)) = slot {
                        look(k, e);
                    }
                }
                cursor.0 < many.slots.len()
            }
        }
    }

    /// The stamp of an entry.
    pub fn stamp_of(&self, key: &Key) -> Option<f64> {
        self.inner.borrow().find(key).map(|e| e.stamp)
    }

    /// For tables indexed by one subnet: the key of the longest prefix that holds `a`, at most as long as `width` (bits
    /// of the address's own kind).
    pub fn longest_prefix(&self, a: &Addr, width: u8) -> Option<Key> {
        let mut inner = self.inner.borrow_mut();
        let Inner::Many(many) = &mut *inner else { return None };
        if width >= a.bits() && many.knows_prefixes() {
            let at = many.subnets.as_ref()?.prefixes.as_ref()?.find(a)?;
            return many.slots.get(at as usize)?.as_ref().map(|(key, _)| key.clone());
        }
        let widths = &many.subnets.as_ref()?.widths;
        let base = if a.is_v4() { 96 } else { 0 };
        for w in (0..=width.min(a.bits())).rev() {
            if widths[base + w as usize] > 0 {
                let key = Key::subnet(&Subnet::new(*a, w));
                if many.find(&key).is_some() {
                    return Some(key);
                }
            }
        }
        None
    }

    /// For tables indexed by one subnet: the keys of all prefixes that cover `s`, longest first. Before them comes the
    /// first network within `s` that begins with the same address, unless others within `s` branch off before it: that
    /// is where a search from the root down the tree of prefixes ends, and the reference gives what it finds there.
    pub fn covering(&self, s: &Subnet) -> Vec<Key> {
        let mut out: Vec<Key> = self.begins_with(s).into_iter().collect();
        let mut width = s.width();
        while let Some(key) = self.longest_prefix(&s.prefix(), width) {
            let found = match key.value(&self.ty) {
                Val::Subnet(f) => f.width(),
                _ => 0,
            };
            out.push(key);
            if found == 0 {
                break;
            }
            width = found - 1;
        }
        out
    }

    fn begins_with(&self, s: &Subnet) -> Option<Key> {
        let (first, key) = (s.width() + 1..=s.prefix().bits()).find_map(|width| {
            let narrower = Subnet::new(s.prefix(), width);
            let key = Key::single(&Val::subnet(narrower))?;
            self.contains(&key).then_some((narrower, key))
        })?;
        let branches = self.entries().iter().any(|(other, _)| match other.value(&self.ty) {
            Val::Subnet(n) => {
                n.width() > s.width() && s.contains(&n.prefix()) && !first.contains(&n.prefix())
            }
            _ => false,
        });
        (!branches).then_some(key)
    }

    /// True when both hold the same keys and, for tables, values that `same` calls equal.
    pub fn equal(&self, other: &Table, mut same: impl FnMut(&Val, &Val) -> bool) -> bool {
        self.len() == other.len()
            && self.entries().iter().all(|(k, e)| other.get(k).is_some_and(|v| same(&e.value, &v)))
    }
}

impl Inner {
    #[inline]
    fn find(&self, key: &Key) -> Option<&Entry> {
        match self {
            Inner::Empty => None,
            Inner::One(k, e) => (k == key).then_some(e),
            Inner::Many(many) => many.slots[many.find(key)?].as_ref().map(|(_, e)| e),
        }
    }

    #[inline]
    fn find_mut(&mut self, key: &Key) -> Option<&mut Entry> {
        match self {
            Inner::Empty => None,
            Inner::One(k, e) => (k == key).then_some(e),
            Inner::Many(many) => {
                let at = many.find(key)?;
                many.slots[at].as_mut().map(|(_, e)| e)
            }
        }
    }

    /// The entries in the form that takes any number of them.
    fn many(&mut self) -> &mut Many {
        if !matches!(self, Inner::Many(_)) {
            let mut many = Box::<Many>::default();
            if let Inner::One(k, e) = std::mem::take(self) {
                many.append(k, e);
            }
            *self = Inner::Many(many);
        }
        match self {
            Inner::Many(many) => many,
            _ => unreachable!("it was just made so"),
        }
    }
}

impl Many {
    #[inline]
    fn find(&self, key: &Key) -> Option<usize> {
        let at = |slot: &Slot| matches!(slot, Some((k, _)) if k == key);
        match &self.index {
            None => self.slots.iter().position(at),
            Some(index) => {
                let hash = index.hasher.hash_one(key);
                index.places.find(hash, |&i| at(&self.slots[i as usize])).map(|&i| i as usize)
            }
        }
    }

    fn append(&mut self, key: Key, entry: Entry) {
        self.count_width(&key, 1);
        let at = self.slots.len();
        self.slots.push(Some((key, entry)));
        self.live += 1;
        match &mut self.index {
            Some(index) => index.insert(&self.slots, at),
            None if self.slots.len() > SMALL => self.index_all(),
            None => {}
        }
    }

    fn remove(&mut self, key: &Key) -> Option<Entry> {
        let at = self.find(key)?;
        if let Some(index) = &mut self.index {
            let hash = index.hasher.hash_one(key);
            if let Ok(found) = index.places.find_entry(hash, |&i| i as usize == at) {
                found.remove();
            }
        }
        let (_, entry) = self.slots[at].take()?;
        self.live -= 1;
        self.count_width(key, -1);
        Some(entry)
    }

    fn compact(&mut self) {
        self.slots.retain(Option::is_some);
        if let Some(subnets) = &mut self.subnets {
            subnets.prefixes = None;
        }
        self.index = None;
        if self.slots.len() > SMALL {
            self.index_all();
        }
    }

    #[cold]
    fn index_all(&mut self) {
        let mut index = Box::<Index>::default();
        for at in 0..self.slots.len() {
            index.insert(&self.slots, at);
        }
        self.index = Some(index);
    }

    /// Whether the list of prefixes is there. Making it takes as long as some searches of another kind, so it is made when
    /// there were so many.
    fn knows_prefixes(&mut self) -> bool {
        let Some(subnets) = self.subnets.as_mut() else { return false };
        if subnets.prefixes.is_none() {
            subnets.asked = subnets.asked.saturating_add(1);
            if (subnets.asked as usize) <= self.slots.len() {
                return false;
            }
            let subnet = |key: &Key| {
                let encoded = key.as_encoded()?;
                let address = encoded.get(1..17)?.try_into().ok()?;
                Some(Subnet::new(Addr::v6(address), *encoded.get(17)?))
            };
            let places = self.slots.iter().zip(0..);
            let all = places.filter_map(|(slot, at)| Some((subnet(&slot.as_ref()?.0)?, at)));
            subnets.prefixes = Some(Prefixes::new(all));
        }
        true
    }

    fn count_width(&mut self, key: &Key, change: i32) {
        if let (Some(subnets), Some(b)) = (self.subnets.as_mut(), key.as_encoded())
            && let (Some(&width), Some(prefix)) = (b.last(), b.get(1..17).and_then(|p| p.try_into().ok()))
        {
            let base = if Addr::v6(prefix).is_v4() { 96 } else { 0 };
            (subnets.prefixes, subnets.asked) = (None, 0);
            let count = &mut subnets.widths[(base + width as usize).min(128)];
            *count = count.saturating_add_signed(change);
        }
    }
}

impl Index {
    fn insert(&mut self, slots: &[Slot], at: usize) {
        let hasher = &self.hasher;
        let hash = |i: u32| slots[i as usize].as_ref().map_or(0, |(k, _)| hasher.hash_one(k));
        self.places.insert_unique(hash(at as u32), at as u32, |&i| hash(i));
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.entries().into_iter().map(|(k, e)| (k, e.value))).finish()
    }
}
