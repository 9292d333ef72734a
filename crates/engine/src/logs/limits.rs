//! The limits of a stream on what a row may hold, and the cutting of records beyond them.

use zander_logging::layout::{Layout, Row};
use zander_value::{EnumItem, Record, RecordRef, Str, Table, Type, Val, Vector};
use zander_vm::Context;

/// How much a row may hold; `u64::MAX` where there is no limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of a string.
    pub string: u64,
    /// Bytes of all strings.
    pub all_strings: u64,
    /// Elements of a container.
    pub elements: u64,
    /// Elements of all containers.
    pub all_elements: u64,
}

/// A copy of the record with strings and containers cut to the stream's limits, or `None` when all fits. Only fields
/// at the first level and those of nested records that are logged count.
pub(super) fn limit(
    cx: &mut Context<'_>,
    record: &RecordRef,
    layout: &Layout,
    limits: &Limits,
    stream: &EnumItem,
) -> Option<RecordRef> {
    if fits(record, layout, limits) {
        return None;
    }
    let mut spent = Spent::default();
    let made = cut(record, limits, &mut spent);
    if spent.cut_strings {
        tell_cut(cx, "log_string_field_truncated", stream);
    }
    if spent.cut_containers {
        tell_cut(cx, "log_container_field_truncated", stream);
    }
    made
}

/// What of a record was taken so far, and whether something was left out.
#[derive(Default)]
struct Spent {
    strings: u64,
    elements: u64,
    cut_strings: bool,
    cut_containers: bool,
}

fn tell_cut(cx: &mut Context<'_>, name: &str, stream: &EnumItem) {
    crate::builtins::reporter::weird(cx, name, &stream.name.to_text());
}

/// Whether all strings and containers of a record are within the limits, which is the usual case.
fn fits(record: &Record, layout: &Layout, limits: &Limits) -> bool {
    // What is not logged may count here: when all of it fits, what is logged does.
    let mut all = Sizes::default();
    if !layout.scattered && record.all_written(|v| all.add(v, limits)) && all.fit(limits) {
        return true;
    }
    let mut logged = Sizes::default();
    let row = Row { record, extension: None };
    let mut each = layout.columns.iter().filter(|c| c.is_bulky());
    each.all(|column| column.with(&row, |v| logged.add(v, limits))) && logged.fit(limits)
}

/// Bytes of strings and elements of containers, together.
#[derive(Default)]
struct Sizes {
    strings: u64,
    elements: u64,
}

impl Sizes {
    /// Adds a field; false when it alone is beyond the limits.
    #[inline(always)]
    fn add(&mut self, v: &Val, limits: &Limits) -> bool {
        match v {
            Val::Str(s) => self.add_string(s.as_bytes(), limits),
            Val::Table(t) => {
                self.elements += t.len() as u64;
                t.len() as u64 <= limits.elements
            }
            Val::Vector(items) => self.add_vector(items, limits),
            _ => true,
        }
    }

    #[inline(always)]
    fn add_string(&mut self, s: &[u8], limits: &Limits) -> bool {
        self.strings += s.len() as u64;
        s.len() as u64 <= limits.string
    }

    fn add_vector(&mut self, items: &Vector, limits: &Limits) -> bool {
        self.elements += items.len() as u64;
        items.len() as u64 <= limits.elements
            && items.items.borrow().iter().filter_map(Val::as_bytes).all(|s| self.add_string(s, limits))
    }

    fn fit(&self, limits: &Limits) -> bool {
        self.strings <= limits.all_strings && self.elements <= limits.all_elements
    }
}

fn cut(record: &RecordRef, limits: &Limits, spent: &mut Spent) -> Option<RecordRef> {
    let mut changed: Option<RecordRef> = None;
    record.ty.with_fields(|fields| {
        for (slot, field) in fields.iter().enumerate().filter(|(_, f)| f.log) {
            let new = match &field.ty {
                Type::String | Type::Any => record.with(slot, |v| match v {
                    Val::Str(s) => cut_string(s, limits, spent).map(Val::Str),
                    _ => None,
                }),
                Type::Record(_) => match record.get(slot) {
                    Val::Record(inner) => cut(&inner, limits, spent).map(Val::Record),
                    _ => None,
                },
                Type::Vector(_) | Type::Table(_) => record.with(slot, |v| cut_container(v, limits, spent)),
                _ => None,
            };
            if let Some(v) = new {
                changed.get_or_insert_with(|| shallow_copy(record)).set(slot, v);
            }
        }
    });
    changed
}

fn shallow_copy(record: &RecordRef) -> RecordRef {
    let made = Record::new(&record.ty);
    for slot in 0..record.len() {
        match record.get(slot) {
            Val::Lazy => {}
            v => made.set(slot, v),
        }
    }
    made
}

fn cut_string(s: &Str, limits: &Limits, spent: &mut Spent) -> Option<Str> {
    let left = limits.all_strings.saturating_sub(spent.strings);
    let keep = (s.len() as u64).min(limits.string).min(left);
    spent.strings += keep;
    spent.cut_strings |= keep < s.len() as u64;
    (keep < s.len() as u64).then(|| Str::new(s.as_bytes().get(..keep as usize).unwrap_or_default()))
}

fn cut_container(v: &Val, limits: &Limits, spent: &mut Spent) -> Option<Val> {
    let length = match v {
        Val::Vector(items) => items.len() as u64,
        Val::Table(t) => t.len() as u64,
        _ => return None,
    };
    let left = limits.all_elements.saturating_sub(spent.elements);
    let keep = length.min(limits.elements).min(left);
    spent.elements += keep;
    spent.cut_containers |= keep < length;
    let mut changed = keep < length;
    match v {
        Val::Vector(items) => {
            let kept: Vec<Val> = items
                .items
                .borrow()
                .iter()
                .take(keep as usize)
                .map(|item| match item {
                    Val::Str(s) => cut_string(s, limits, spent).map_or_else(
                        || item.clone(),
                        |s| {
                            changed = true;
                            Val::Str(s)
                        },
                    ),
                    other => other.clone(),
                })
                .collect();
            changed.then(|| Val::Vector(Vector::from(items.element.clone(), kept)))
        }
        Val::Table(t) if changed => {
            let made = Table::new(&t.ty, None);
            for (k, e) in t.entries().into_iter().take(keep as usize) {
                made.insert_key(k, e.value, e.stamp);
            }
            Some(Val::Table(made))
        }
        _ => None,
    }
}
