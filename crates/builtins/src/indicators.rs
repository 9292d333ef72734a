//! A store for very many short byte strings by kind, each with a value and a time.
//!
//! Bytes lie one behind the other in blocks, entries in one list, and a hash index holds their numbers: some 40 bytes for an entry
//! beside its own. A look-up takes constant time. Hashes as hexadecimal digits take half their length.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use hashbrown::HashTable;
use smallvec::SmallVec;
use std::hash::BuildHasher;
use zander_value::format::write_hex;
use zander_value::{EnumItem, Opaque, OpaqueRef, Type, Val, Vector, VectorRef};
use zander_vm::{Context, RuntimeError};

type Result<T> = std::result::Result<T, RuntimeError>;

/// Bytes of a block.
const BLOCK: usize = 1 << 20;

#[derive(Clone)]
struct Entry {
    /// `Val::None` for an entry that was taken out.
    value: Val,
    /// Network time in seconds when it was put in; 0 for before the first packet.
    stamp: f64,
    /// Where its bytes begin, over all blocks.
    at: u32,
    length: u16,
    /// Place of its kind in [`Store::kinds`].
    kind: u16,
}

#[derive(Clone, Default)]
struct Store {
    kinds: Vec<Rc<EnumItem>>,
    blocks: Vec<Vec<u8>>,
    entries: Vec<Entry>,
    places: HashTable<u32>,
    hasher: foldhash::fast::RandomState,
    /// Entries that were taken out.
    dead: usize,
    /// Where the next search for old ones begins.
    cursor: usize,
}

/// The form in which an indicator is kept: a byte for the form, then its bytes.
type Form = SmallVec<[u8; 48]>;

const TEXT: u8 = 0;
const HEX: u8 = 1;
const ADDRESS: u8 = 2;

/// The stored form of an indicator; `None` for what is neither string nor address, or too long.
fn form(indicator: &Val) -> Option<Form> {
    let mut out = Form::new();
    match indicator {
        Val::Str(s) => {
            let bytes = s.as_bytes();
            let digit = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
            if bytes.len() >= 32 && bytes.len().is_multiple_of(2) && bytes.iter().all(|b| digit(*b)) {
                let value = |b: u8| if b.is_ascii_digit() { b - b'0' } else { b - b'a' + 10 };
                out.push(HEX);
                out.extend(bytes.chunks_exact(2).map(|pair| value(pair[0]) << 4 | value(pair[1])));
            } else {
                out.push(TEXT);
                out.extend_from_slice(bytes);
            }
        }
        Val::Addr4(octets) => {
            out.push(ADDRESS);
            out.extend_from_slice(octets);
        }
        other => {
            let address = other.as_addr()?;
            out.push(ADDRESS);
            out.extend_from_slice(&address.octets());
        }
    }
    (out.len() <= usize::from(u16::MAX)).then_some(out)
}

/// The indicator as scripts write it.
fn text(form: &[u8]) -> Val {
    match form.split_first() {
        Some((&HEX, bytes)) => {
            let mut text = Vec::new();
            write_hex(&mut text, bytes);
            Val::from(text)
        }
        Some((&ADDRESS, bytes)) => {
            let address = match *bytes {
                [a, b, c, d] => std::net::IpAddr::from([a, b, c, d]),
                _ => std::net::IpAddr::from(<[u8; 16]>::try_from(bytes).unwrap_or_default()),
            };
            Val::str(address.to_string())
        }
        Some((_, bytes)) => Val::str(bytes),
        None => Val::str(""),
    }
}

impl Store {
    fn bytes(&self, e: &Entry) -> &[u8] {
        let (block, at) = (e.at as usize / BLOCK, e.at as usize % BLOCK);
        self.blocks.get(block).and_then(|b| b.get(at..at + usize::from(e.length))).unwrap_or_default()
    }

    fn kind(&mut self, item: &Rc<EnumItem>) -> u16 {
        let at = self.kinds.iter().position(|k| k.value == item.value).unwrap_or_else(|| {
            self.kinds.push(item.clone());
            self.kinds.len() - 1
        });
        at as u16
    }

    fn find(&self, form: &[u8], kind: u16) -> Option<usize> {
        let hash = self.hasher.hash_one((form, kind));
        let same = |i: &u32| {
            let e = &self.entries[*i as usize];
            e.kind == kind && self.bytes(e) == form
        };
        self.places.find(hash, same).map(|i| *i as usize)
    }

    fn known(&self, indicator: &Val, item: &EnumItem) -> Option<usize> {
        let kind = self.kinds.iter().position(|k| k.value == item.value)?;
        self.find(&form(indicator)?, kind as u16)
    }

    /// True when it is new. An error when there is no room for it.
    fn put(&mut self, form: &[u8], kind: u16, value: Val, now: f64) -> Result<bool> {
        if let Some(i) = self.find(form, kind) {
            (self.entries[i].value, self.entries[i].stamp) = (value, now);
            return Ok(false);
        }
        if self.blocks.last().is_none_or(|b| b.len() + form.len() > BLOCK) {
            self.blocks.push(Vec::with_capacity(BLOCK));
        }
        let block = self.blocks.len() - 1;
        let at = u32::try_from(block * BLOCK + self.blocks[block].len()).map_err(|_| "it is full")?;
        let number = u32::try_from(self.entries.len()).map_err(|_| "it is full")?;
        self.blocks[block].extend_from_slice(form);
        self.entries.push(Entry { value, stamp: now, at, length: form.len() as u16, kind });
        let hash = self.hasher.hash_one((form, kind));
        let Store { places, entries, blocks, hasher, .. } = self;
        places.insert_unique(hash, number, |i| {
            let e = &entries[*i as usize];
            let (block, at) = (e.at as usize / BLOCK, e.at as usize % BLOCK);
            let bytes = blocks.get(block).and_then(|b| b.get(at..at + usize::from(e.length)));
            hasher.hash_one((bytes.unwrap_or_default(), e.kind))
        });
        Ok(true)
    }

    fn delete(&mut self, at: usize) {
        let e = &self.entries[at];
        let hash = self.hasher.hash_one((self.bytes(e), e.kind));
        if let Ok(found) = self.places.find_entry(hash, |i| *i as usize == at) {
            found.remove();
        }
        self.entries[at].value = Val::None;
        self.dead += 1;
        if self.dead > 64 && self.dead > self.entries.len() / 2 {
            self.close_holes();
        }
    }

    /// Makes the store anew without what was taken out.
    fn close_holes(&mut self) {
        let mut fresh = Store { kinds: std::mem::take(&mut self.kinds), ..Store::default() };
        for (i, e) in self.entries.iter().enumerate() {
            if i == self.cursor {
                fresh.cursor = fresh.entries.len();
            }
            if !e.value.is_none() {
                // There is room for a part of what had room.
                let _ = fresh.put(self.bytes(e), e.kind, e.value.clone(), e.stamp);
            }
        }
        *self = fresh;
    }

    fn old(&mut self, now: f64, life: f64, limit: usize) -> Vec<Val> {
        let mut found = Vec::new();
        for _ in 0..self.entries.len().min(limit.saturating_mul(16)) {
            if self.cursor >= self.entries.len() {
                self.cursor = 0;
            }
            let e = &mut self.entries[self.cursor];
            self.cursor += 1;
            if e.value.is_none() {
                continue;
            }
            if e.stamp == 0.0 {
                // Put in before the first packet told the time: its life begins now.
                e.stamp = now;
            } else if e.stamp + life < now {
                let e = e.clone();
                found.push(text(self.bytes(&e)));
                found.push(self.kinds.get(usize::from(e.kind)).map_or(Val::None, |k| Val::Enum(k.clone())));
                if found.len() >= 2 * limit {
                    break;
                }
            }
        }
        found
    }
}

/// `opaque of indicators`.
struct Indicators(RefCell<Store>);

impl fmt::Debug for Indicators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} indicators", self.0.borrow().places.len())
    }
}

impl Opaque for Indicators {
    fn type_name(&self) -> &str {
        "indicators"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(Indicators(RefCell::new(self.0.borrow().clone()))))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn held(store: &OpaqueRef) -> Result<&RefCell<Store>> {
    store.get::<Indicators>().map(|i| &i.0).ok_or_else(|| "this is no store of indicators".into())
}

fn item(kind: &Val) -> Result<&Rc<EnumItem>> {
    match kind {
        Val::Enum(item) => Ok(item),
        _ => Err("the kind of an indicator is the value of an enum".into()),
    }
}

/// An empty store.
pub fn __indicators_new(_: &mut Context<'_>) -> OpaqueRef {
    OpaqueRef::new(Indicators(RefCell::default()))
}

/// How many there are.
pub fn __indicators_size(_: &mut Context<'_>, store: &OpaqueRef) -> Result<u64> {
    Ok(held(store)?.borrow().places.len() as u64)
}

/// Whether there is an indicator.
pub fn __indicators_has(_: &mut Context<'_>, store: &OpaqueRef, indicator: &Val, kind: &Val) -> Result<bool> {
    Ok(held(store)?.borrow().known(indicator, item(kind)?).is_some())
}

/// The value of an indicator.
pub fn __indicators_get(_: &mut Context<'_>, store: &OpaqueRef, indicator: &Val, kind: &Val) -> Result<Val> {
    let store = held(store)?.borrow();
    let at = store.known(indicator, item(kind)?).ok_or("there is no such indicator")?;
    Ok(store.entries[at].value.clone())
}

/// Puts an indicator in.
pub fn __indicators_put(
    cx: &mut Context<'_>,
    store: &OpaqueRef,
    indicator: &Val,
    kind: &Val,
    value: &Val,
) -> Result<bool> {
    let now = cx.network_time();
    let mut store = held(store)?.borrow_mut();
    let form = form(indicator).ok_or("an indicator is a string or an address")?;
    let kind = store.kind(item(kind)?);
    store.put(&form, kind, value.clone(), now)
}

/// Takes an indicator out.
pub fn __indicators_delete(
    _: &mut Context<'_>,
    store: &OpaqueRef,
    indicator: &Val,
    kind: &Val,
) -> Result<bool> {
    let mut store = held(store)?.borrow_mut();
    let at = store.known(indicator, item(kind)?);
    at.into_iter().for_each(|at| store.delete(at));
    Ok(at.is_some())
}

/// Indicators whose life is over.
pub fn __indicators_old(cx: &mut Context<'_>, store: &OpaqueRef, life: f64, limit: u64) -> Result<VectorRef> {
    let now = cx.network_time();
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(Vector::from(Type::Any, held(store)?.borrow_mut().old(now, life, limit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(store: &mut Store, indicator: &Val, n: u64, now: f64) -> bool {
        store.put(&form(indicator).expect("a form"), 0, Val::Count(n), now).expect("room")
    }

    fn get(store: &Store, indicator: &Val) -> Option<Val> {
        store.find(&form(indicator).expect("a form"), 0).map(|i| store.entries[i].value.clone())
    }

    #[test]
    fn many_come_and_go() {
        let mut store = Store::default();
        let name = |n: u64| Val::str(format!("host{n}.example"));
        for n in 0..100_000 {
            assert!(put(&mut store, &name(n), n, 1.0));
        }
        assert!(!put(&mut store, &name(7), 8, 1.0));
        for n in (0..100_000).filter(|n| n % 10 != 7) {
            let at = store.find(&form(&name(n)).expect("a form"), 0).expect("it is there");
            store.delete(at);
        }
        assert_eq!(store.places.len(), 10_000);
        assert!(store.entries.len() < 25_000, "{} entries", store.entries.len());
        assert!(matches!(get(&store, &name(7)), Some(Val::Count(8))));
        assert!(matches!(get(&store, &name(99_997)), Some(Val::Count(99_997))));
        assert!(get(&store, &name(8)).is_none());
    }

    #[test]
    fn forms_are_undone() {
        for s in ["", "a.example", "d41d8cd98f00b204e9800998ecf8427e", "D41D8CD98F00B204E9800998ECF8427E"] {
            let stored = form(&Val::str(s)).expect("a form");
            assert_eq!(text(&stored).as_bytes(), Some(s.as_bytes()));
        }
        assert_eq!(form(&Val::str("d41d8cd98f00b204e9800998ecf8427e")).map(|f| f.len()), Some(17));
        assert_eq!(
            text(&form(&Val::Addr4([192, 0, 2, 1])).expect("a form")).as_bytes(),
            Some(&b"192.0.2.1"[..])
        );
    }

    #[test]
    fn old_ones_are_found_in_portions() {
        let mut store = Store::default();
        for n in 0..10 {
            put(&mut store, &Val::str(format!("{n}")), n, if n < 5 { 1.0 } else { 100.0 });
        }
        put(&mut store, &Val::str("before"), 0, 0.0);
        assert_eq!(store.old(110.0, 60.0, 3).len(), 6);
        // The search goes on where it ended, and round: who is still there is found again.
        assert_eq!(store.old(110.0, 60.0, 3).len(), 6);
        let fresh = store.find(&form(&Val::str("before")).expect("a form"), 0).expect("it is there");
        assert_eq!(store.entries[fresh].stamp, 110.0);
    }
}
