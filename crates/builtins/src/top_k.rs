//! The most frequent elements, in a fixed number of counters (space saving; Metwally and others, 2005).

use crate::call::{error, warning};
use crate::elements::ElementType;
use std::any::Any;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use zander_value::{Key, Opaque, OpaqueRef, Type, Val, Vector, VectorRef};
use zander_vm::Context;

#[derive(Clone, Debug)]
struct Element {
    value: Val,
    count: u64,
    /// By how much the count may be too high.
    excess: u64,
    /// When the count became what it is; orders elements of one count.
    since: u64,
}

#[derive(Clone, Debug, Default)]
struct Inner {
    size: usize,
    elements: HashMap<Key, Element>,
    /// Count and time of its last change.
    order: BTreeMap<(u64, u64), Key>,
    clock: u64,
    sum: u64,
    pruned: bool,
    ty: ElementType,
}

/// `opaque of topk`.
#[derive(Clone, Debug)]
struct TopK(RefCell<Inner>);

impl Opaque for TopK {
    fn type_name(&self) -> &str {
        "topk"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(self.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Inner {
    /// Adds to the count of an element, which is made if it is not there.
    fn raise(&mut self, key: Key, value: &Val, count: u64, excess: u64) {
        self.clock += 1;
        let element = self.elements.entry(key.clone()).or_insert_with(|| Element {
            value: value.clone(),
            count: 0,
            excess: 0,
            since: 0,
        });
        self.order.remove(&(element.count, element.since));
        element.count = element.count.saturating_add(count);
        element.excess = element.excess.saturating_add(excess);
        element.since = self.clock;
        self.order.insert((element.count, element.since), key);
    }

    /// Gives up the element with the lowest count that has had it longest.
    fn evict(&mut self) -> Option<Element> {
        let (_, key) = self.order.pop_first()?;
        self.elements.remove(&key)
    }

    fn add(&mut self, key: Key, value: &Val) {
        self.sum += 1;
        if self.elements.contains_key(&key) || self.elements.len() < self.size {
            return self.raise(key, value, 1, 0);
        }
        if let Some(gone) = self.evict() {
            self.raise(key, value, gone.count.saturating_add(1), gone.count);
        }
    }

    /// Elements from the highest count down, of one count the earliest first.
    fn top(&self, k: usize) -> Vec<Val> {
        let mut sorted: Vec<&Element> = self.elements.values().collect();
        sorted.sort_by_key(|e| (std::cmp::Reverse(e.count), e.since));
        sorted.into_iter().take(k).map(|e| e.value.clone()).collect()
    }

    fn merge(&mut self, other: &Inner, prune: bool) {
        for ((_, _), key) in &other.order {
            if let Some(e) = other.elements.get(key) {
                self.raise(key.clone(), &e.value, e.count, e.excess);
            }
        }
        self.sum += other.sum;
        if self.ty.0.is_none() {
            self.ty = other.ty.clone();
        }
        while prune && self.elements.len() > self.size {
            self.evict();
            self.pruned = true;
        }
        if prune && self.pruned {
            self.sum = self.elements.values().map(|e| e.count).sum();
        }
    }
}

/// A counter that follows so many elements.
pub fn topk_init(_: &mut Context<'_>, size: u64) -> OpaqueRef {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    OpaqueRef::new(TopK(RefCell::new(Inner { size, ..Inner::default() })))
}

/// Adds an element.
pub fn topk_add(cx: &mut Context<'_>, handle: &OpaqueRef, value: &Val) {
    let (Some(topk), Some(key)) = (handle.get::<TopK>(), Key::single(value)) else { return };
    let mut topk = topk.0.borrow_mut();
    if topk.ty.admit(value) {
        topk.add(key, value);
    } else {
        error(cx, "Trying to add element to topk with differing type from other elements");
    }
}

/// The most frequent elements.
pub fn topk_get_top(_: &mut Context<'_>, handle: &OpaqueRef, k: u64) -> VectorRef {
    let k = usize::try_from(k).unwrap_or(usize::MAX);
    match handle.get::<TopK>() {
        Some(topk) => {
            let topk = topk.0.borrow();
            Vector::from(topk.ty.0.clone().unwrap_or(Type::Any), topk.top(k))
        }
        None => Vector::new(Type::Any),
    }
}

fn number(cx: &mut Context<'_>, handle: &OpaqueRef, value: &Val, name: &str, f: fn(&Element) -> u64) -> u64 {
    let Some(topk) = handle.get::<TopK>() else { return 0 };
    let topk = topk.0.borrow();
    match Key::single(value).and_then(|key| topk.elements.get(&key)) {
        Some(element) => f(element),
        None => {
            error(cx, format!("{name} for element that is not in top-k"));
            0
        }
    }
}

/// How often an element was added, at most.
pub fn topk_count(cx: &mut Context<'_>, handle: &OpaqueRef, value: &Val) -> u64 {
    number(cx, handle, value, "GetCount", |e| e.count)
}

/// By how much that may be too high.
pub fn topk_epsilon(cx: &mut Context<'_>, handle: &OpaqueRef, value: &Val) -> u64 {
    number(cx, handle, value, "GetEpsilon", |e| e.excess)
}

/// How many elements are followed.
pub fn topk_size(_: &mut Context<'_>, handle: &OpaqueRef) -> u64 {
    handle.get::<TopK>().map_or(0, |t| t.0.borrow().size as u64)
}

/// How many elements were added.
pub fn topk_sum(cx: &mut Context<'_>, handle: &OpaqueRef) -> u64 {
    let Some(topk) = handle.get::<TopK>() else { return 0 };
    if topk.0.borrow().pruned {
        warning(cx, "topk_sum of a pruned counter is not the number of all elements");
    }
    topk.0.borrow().sum
}

fn merge(cx: &mut Context<'_>, handle1: &OpaqueRef, handle2: &OpaqueRef, prune: bool) {
    let (Some(a), Some(b)) = (handle1.get::<TopK>(), handle2.get::<TopK>()) else { return };
    let b = b.0.borrow().clone();
    let mut a = a.0.borrow_mut();
    if a.ty.agrees(&b.ty) {
        a.merge(&b, prune);
    } else {
        error(cx, "Cannot merge top-k elements of differing types.");
    }
}

/// Adds the counts of the second to the first, which may grow.
pub fn topk_merge(cx: &mut Context<'_>, handle1: &OpaqueRef, handle2: &OpaqueRef) {
    merge(cx, handle1, handle2, false);
}

/// Adds the counts of the second to the first, which keeps its size.
pub fn topk_merge_prune(cx: &mut Context<'_>, handle1: &OpaqueRef, handle2: &OpaqueRef) {
    merge(cx, handle1, handle2, true);
}
