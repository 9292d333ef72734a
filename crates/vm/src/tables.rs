//! Access to tables and sets with everything their attributes ask for: defaults, renewal of life times, `&on_change`,
//! registration for expiry, and the lookups that are not by equality (addresses in subnets, strings in patterns).

use crate::error::RuntimeError;
use crate::run::unset;
use crate::vm::{Arguments, Vm};
use std::rc::Rc;
use zander_value::{ExpireKind, Key, RecordRef, Table, TableAttrs, TableDefault, TableRef, Type, Val};

/// What happened to an element, as `&on_change` functions are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Change {
    New = 0,
    Changed = 1,
    Removed = 2,
    Expired = 3,
}

/// The key for index values as the script gives them.
#[inline]
pub(crate) fn key_of(table: &Table, index: &[Val]) -> Option<Key> {
    match index {
        [Val::List(l)] if table.ty.index.len() > 1 => Key::composite(l),
        [v] => Key::single(v),
        _ => Key::composite(index),
    }
}

/// The key of a number or an enum, which is one as it stands.
#[inline(always)]
fn plain_key(index: &[Val]) -> Option<Key> {
    match index {
        [v @ (Val::Count(_) | Val::Int(_) | Val::Bool(_) | Val::Enum(_) | Val::Port(_))] => Key::single(v),
        _ => None,
    }
}

/// The key of the entry that an index finds: for subnets the longest prefix, else the key itself.
fn find_key(table: &Table, index: &[Val]) -> Option<Key> {
    if let ([v], [Type::Subnet]) = (index, table.ty.index.as_slice()) {
        match v {
            Val::Subnet(s) => return table.longest_prefix(&s.prefix(), s.width()),
            v => {
                let a = v.as_addr()?;
                return table.longest_prefix(&a, a.bits());
            }
        }
    }
    key_of(table, index)
}

fn attributes(table: &Table) -> Option<Rc<TableAttrs>> {
    table.attrs()
}

fn reads_renew(attrs: &TableAttrs) -> bool {
    matches!(attrs.expire, Some((ExpireKind::Read, _)))
}

/// The key for index values of which none may be unset.
#[inline]
pub(crate) fn key(table: &Table, index: &[Val]) -> Result<Option<Key>, RuntimeError> {
    if index.iter().any(Val::is_none) { Err(unset()) } else { Ok(key_of(table, index)) }
}

/// The value of an entry; `None` without one. Defaults are not asked for.
#[inline]
pub(crate) fn find(table: &Table, index: &[Val], now: f64) -> Result<Option<Val>, RuntimeError> {
    let key = match plain_key(index) {
        Some(key) => key,
        None if index.iter().any(Val::is_none) => return Err(unset()),
        None => match find_key(table, index) {
            Some(key) => key,
            None => return Ok(None),
        },
    };
    let renew = table.look_at_attrs(|attrs| attrs.is_some_and(reads_renew));
    Ok(if renew { table.get_touch(&key, now) } else { table.get(&key) })
}

/// `index in t`
#[inline]
pub(crate) fn has(table: &Table, index: &[Val], now: f64) -> Result<bool, RuntimeError> {
    let renews = || table.look_at_attrs(|attrs| attrs.is_some_and(reads_renew));
    if let Some(key) = plain_key(index) {
        return Ok(if renews() { table.get_touch(&key, now).is_some() } else { table.contains(&key) });
    }
    if index.iter().any(Val::is_none) {
        return Err(unset());
    }
    let types = table.ty.index.as_slice();
    if let ([Val::Str(s)], [Type::Pattern]) = (index, types) {
        return Ok(patterns_matching(table, s.as_bytes()).next().is_some());
    }
    let Some(key) = find_key(table, index) else { return Ok(false) };
    if renews() {
        return Ok(table.get_touch(&key, now).is_some());
    }
    // What holds an address is an entry.
    Ok(matches!(types, [Type::Subnet]) || table.contains(&key))
}

/// True when some index value may hold defaults that are yet to be made.
#[inline]
pub(crate) fn is_unsettled(index: &[Val]) -> bool {
    index.iter().any(|v| matches!(v, Val::Record(_) | Val::Vector(_) | Val::Table(_) | Val::List(_)))
}

impl Vm {
    /// Makes the defaults in index values: records in an index are compared by their fields, so these have to be there.
    pub(crate) fn settle_index(&mut self, index: &[Val]) -> Result<(), RuntimeError> {
        if is_unsettled(index) { index.iter().try_for_each(|v| self.settle(v)) } else { Ok(()) }
    }

    /// What a table without the entry says instead.
    pub(crate) fn table_default(
        &mut self,
        table: &TableRef,
        index: &[Val],
    ) -> Result<Option<Val>, RuntimeError> {
        let Some(attrs) = attributes(table) else { return Ok(None) };
        let made = match &attrs.default {
            None => return Ok(None),
            Some(TableDefault::Value(v)) => v.deep_copy(),
            Some(TableDefault::Function(Val::Func(f))) => {
                let args: Arguments = match index {
                    [Val::List(l)] if table.ty.index.len() > 1 => l.iter().cloned().collect(),
                    _ => index.iter().cloned().collect(),
                };
                self.call_with(f.id, Some(f), args)?
            }
            Some(TableDefault::Function(_)) => return Ok(None),
        };
        if attrs.default_insert {
            self.table_set(table, index, made.clone())?;
        }
        Ok(Some(made))
    }

    /// `t[index] = v`; for a set `v` is `Val::None`.
    pub fn table_set(&mut self, table: &TableRef, index: &[Val], v: Val) -> Result<(), RuntimeError> {
        if index.iter().any(Val::is_none) {
            return Err(unset());
        }
        self.settle_index(index)?;
        let key = key_of(table, index).ok_or_else(unset)?;
        self.table_set_key(table, key, v)
    }

    /// As [`Vm::table_set`], by the key.
    pub fn table_set_key(&mut self, table: &TableRef, key: Key, v: Val) -> Result<(), RuntimeError> {
        let attrs = attributes(table);
        let Some(attrs) = attrs else {
            drop(table.insert_key(key, v, self.queue.now));
            return Ok(());
        };
        if attrs.expire.is_some() {
            self.watch_expiry(table);
        }
        let told = attrs.on_change.is_some();
        let (key_then, new) = (told.then(|| key.clone()), v.clone());
        let old = table.insert_key(key, v, self.queue.now);
        match (key_then, old) {
            (None, _) => Ok(()),
            (Some(key), None) => self.tell_change(table, &attrs, Change::New, &key, new),
            (Some(key), Some(old)) => self.tell_change(table, &attrs, Change::Changed, &key, old),
        }
    }

    /// `delete t[index]`; nothing happens when there is no such entry.
    pub fn table_delete(&mut self, table: &TableRef, index: &[Val]) -> Result<(), RuntimeError> {
        if index.iter().any(Val::is_none) {
            return Err(unset());
        }
        self.settle_index(index)?;
        match key_of(table, index) {
            Some(key) => self.table_delete_key(table, &key, Change::Removed),
            None => Ok(()),
        }
    }

    pub(crate) fn table_delete_key(
        &mut self,
        table: &TableRef,
        key: &Key,
        why: Change,
    ) -> Result<(), RuntimeError> {
        let Some(old) = table.remove(key) else { return Ok(()) };
        match attributes(table) {
            Some(attrs) if attrs.on_change.is_some() => self.tell_change(table, &attrs, why, key, old),
            _ => Ok(()),
        }
    }

    fn tell_change(
        &mut self,
        table: &TableRef,
        attrs: &TableAttrs,
        what: Change,
        key: &Key,
        v: Val,
    ) -> Result<(), RuntimeError> {
        let Some(Val::Func(f)) = &attrs.on_change else { return Ok(()) };
        let identity = Rc::as_ptr(table);
        if self.changing.contains(&identity) {
            return Ok(());
        }
        let item = match self.type_named("TableChange") {
            Some(Type::Enum(e)) => e.by_value(what as i64),
            _ => None,
        };
        let mut args = Arguments::new();
        args.push(Val::Table(table.clone()));
        args.push(item.map_or(Val::None, Val::Enum));
        args.extend(key.values(&table.ty));
        if !table.ty.is_set() {
            args.push(v);
        }
        self.changing.push(identity);
        let result = self.call_with(f.id, Some(f), args);
        self.changing.retain(|t| *t != identity);
        result.map(drop)
    }

    /// `+=` of a container: what comes in is added to a set, table or vector in place; patterns give a new pattern.
    pub(crate) fn extend(&mut self, to: &Val, from: &Val) -> Result<Val, RuntimeError> {
        match (to, from) {
            (Val::Table(t), Val::Table(f)) => {
                for (key, entry) in f.entries() {
                    self.table_set_key(t, key, entry.value)?;
                }
            }
            (Val::Table(t), Val::Vector(f)) => {
                let items: Vec<Val> = f.items.borrow().clone();
                for item in items {
                    self.table_set(t, &[item], Val::None)?;
                }
            }
            (Val::Vector(t), Val::Vector(f)) => crate::vectors::append(t, f),
            (Val::Vector(t), v) if !v.is_none() => t.push(v.clone()),
            (Val::Pattern(x), Val::Pattern(y)) => {
                return Ok(crate::operations::pattern(x.plus(y))?);
            }
            _ => return Err(unset()),
        }
        Ok(to.clone())
    }

    /// `-=` of a container: what the other holds is removed.
    pub(crate) fn reduce(&mut self, from: &Val, what: &Val) -> Result<Val, RuntimeError> {
        let (Val::Table(t), Val::Table(w)) = (from, what) else { return Err(unset()) };
        for (key, _) in w.entries() {
            self.table_delete_key(t, &key, Change::Removed)?;
        }
        Ok(from.clone())
    }

    /// The default of a field that is made by a function, kept in the record.
    pub(crate) fn lazy_field(&mut self, record: &RecordRef, slot: usize) -> Result<Val, RuntimeError> {
        let f = record.lazy_function(slot).ok_or_else(unset)?;
        let v = self.call_with(f, None, Arguments::new())?;
        record.set(slot, v.clone());
        Ok(v)
    }

    /// The value of a record's field with its default, whatever makes it; `Val::None` when unset.
    pub fn field(&mut self, record: &RecordRef, slot: usize) -> Result<Val, RuntimeError> {
        match record.get(slot) {
            Val::Lazy => self.lazy_field(record, slot),
            v => Ok(v),
        }
    }

    /// Makes all defaults in a value that need the VM, however deep, so that Rust code can look at it.
    pub fn settle(&mut self, v: &Val) -> Result<(), RuntimeError> {
        match v {
            Val::Record(r) => {
                let plain = |v: &Val| !matches!(v, Val::Lazy | Val::List(_)) && !holds_values(v);
                if (0..r.len()).all(|slot| r.peek(slot, plain)) {
                    return Ok(());
                }
                for slot in 0..r.len() {
                    let field = self.field(r, slot)?;
                    self.settle(&field)?;
                }
            }
            Val::List(items) => {
                for item in items.iter() {
                    self.settle(item)?;
                }
            }
            Val::Vector(x) => {
                let items: Vec<Val> = x.items.borrow().iter().filter(|i| holds_values(i)).cloned().collect();
                for item in items {
                    self.settle(&item)?;
                }
            }
            Val::Table(t) if t.ty.value.as_ref().is_some_and(may_hold_records) => {
                for (_, entry) in t.entries() {
                    self.settle(&entry.value)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

fn holds_values(v: &Val) -> bool {
    matches!(v, Val::Record(_) | Val::Vector(_) | Val::Table(_))
}

fn may_hold_records(t: &Type) -> bool {
    matches!(t, Type::Record(_) | Type::Vector(_) | Type::Table(_) | Type::Any)
}

/// The keys of all patterns in the table that match the whole of the text.
fn patterns_matching<'a>(table: &'a Table, text: &'a [u8]) -> impl Iterator<Item = Key> + 'a {
    table.entries().into_iter().filter_map(move |(key, _)| match key.value(&table.ty) {
        Val::Pattern(p) if p.matches(text) => Some(key),
        _ => None,
    })
}

/// The values of all patterns that match the whole of the text.
pub(crate) fn pattern_values(table: &Table, text: &[u8]) -> Val {
    let values = patterns_matching(table, text).filter_map(|k| table.get(&k)).collect();
    Val::vector(table.ty.value.clone().unwrap_or(Type::Any), values)
}

/// True when an address or subnet lies in a subnet.
pub(crate) fn subnet_has(subnet: &Val, what: &Val) -> Result<bool, RuntimeError> {
    let Val::Subnet(s) = subnet else { return Err(unset()) };
    match what {
        Val::Subnet(other) => Ok(s.covers(other)),
        v => v.as_addr().map(|a| s.contains(&a)).ok_or_else(unset),
    }
}
