//! Tables, sets and vectors.

use crate::call::{complain, table_type};
use std::cmp::Ordering;
use std::rc::Rc;
use zander_value::compare::compare;
use zander_value::{FuncVal, Key, Table, TableRef, TableType, Type, Val, Vector, VectorRef};
use zander_vm::{Context, RuntimeError};

/// How many elements a vector may be made to have.
const MAX_LENGTH: u64 = 1 << 28;

/// How deep values are looked into.
const MAX_DEPTH: u32 = 200;

fn truths(cx: &mut Context<'_>, v: &Val, name: &str) -> Option<VectorRef> {
    match v {
        Val::Vector(v) if matches!(v.element, Type::Bool) => Some(v.clone()),
        _ => {
            complain(cx, &format!("{name}() requires vector of bool"));
            None
        }
    }
}

/// Whether any element is T.
pub fn any_set(cx: &mut Context<'_>, v: &Val) -> bool {
    let Some(v) = truths(cx, v, "any_set") else { return false };
    v.items.borrow().iter().any(|x| x.as_bool() == Some(true))
}

/// Whether all elements are T.
pub fn all_set(cx: &mut Context<'_>, v: &Val) -> bool {
    let Some(v) = truths(cx, v, "all_set") else { return false };
    v.items.borrow().iter().all(|x| x.as_bool() == Some(true))
}

/// Removes all elements.
pub fn clear_table(cx: &mut Context<'_>, v: &Val) {
    match v {
        Val::Table(t) => t.clear(),
        _ => complain(cx, "clear_table() requires a table/set argument"),
    }
}

/// The table, if it is one that has values.
fn with_values<'a>(cx: &mut Context<'_>, t: &'a Val, name: &str) -> Option<(&'a TableRef, &'a Type)> {
    if let Val::Table(t) = t
        && let Some(value) = &t.ty.value
    {
        return Some((t, value));
    }
    complain(cx, &format!("{name}() requires a table argument"));
    None
}

/// The indices, as a set.
pub fn table_keys(cx: &mut Context<'_>, t: &Val) -> Val {
    let Some((table, _)) = with_values(cx, t, "table_keys") else { return Val::None };
    let ty = Rc::new(TableType { index: table.ty.index.clone(), value: None, name: None });
    let set = Table::new(&ty, None);
    for (key, _) in table.entries() {
        set.insert_key(key, Val::None, cx.network_time());
    }
    Val::Table(set)
}

/// The values, as a vector.
pub fn table_values(cx: &mut Context<'_>, t: &Val) -> Val {
    let Some((table, value)) = with_values(cx, t, "table_values") else { return Val::None };
    Val::Vector(Vector::from(value.clone(), table.entries().into_iter().map(|(_, e)| e.value).collect()))
}

/// Sets the length of a vector; gives the former one.
pub fn resize(cx: &mut Context<'_>, aggr: &Val, newsize: u64) -> Result<Val, RuntimeError> {
    let Val::Vector(v) = aggr else {
        complain(cx, "resize() operates on vectors");
        return Ok(Val::None);
    };
    if newsize > MAX_LENGTH {
        return Err("resize() was asked for too long a vector".into());
    }
    let before = v.len() as u64;
    v.items.borrow_mut().resize(newsize as usize, Val::None);
    Ok(Val::Count(before))
}

/// How elements are compared.
enum Comparison {
    Numbers,
    Function(Rc<FuncVal>),
}

/// The comparison that the arguments of `sort` or `order` ask for; `None` after an error was reported.
fn comparison(cx: &mut Context<'_>, v: &VectorRef, args: &[Val], name: &str) -> Option<Comparison> {
    let message = match args {
        [_] if matches!(v.element, Type::Int | Type::Count | Type::Double | Type::Time | Type::Interval) => {
            return Some(Comparison::Numbers);
        }
        // An empty vector whose type nobody named.
        [_] if v.is_empty() && matches!(v.element, Type::Any | Type::Void) => {
            return Some(Comparison::Numbers);
        }
        [_] => format!("comparison function required for {name}() with non-numeric types"),
        [_, Val::Func(f)] => {
            let fits = |p: &zander_value::Param| {
                p.ty.same(&v.element)
                    || matches!(p.ty, Type::Any)
                    || matches!(v.element, Type::Any | Type::Void)
            };
            if f.ty.params.len() == 2 && f.ty.params.iter().all(fits) && matches!(f.ty.result, Type::Int) {
                return Some(Comparison::Function(f.clone()));
            }
            format!("invalid comparison function in call to {name}()")
        }
        [_, _] => format!("second argument to {name}() needs to be comparison function"),
        _ => format!("{name}() called with extraneous argument"),
    };
    complain(cx, &message);
    None
}

impl Comparison {
    /// Holes come last, in their order.
    fn order(&self, cx: &mut Context<'_>, a: &Val, b: &Val) -> Result<Ordering, RuntimeError> {
        match (a.is_none(), b.is_none()) {
            (true, true) => return Ok(Ordering::Equal),
            (true, false) => return Ok(Ordering::Greater),
            (false, true) => return Ok(Ordering::Less),
            (false, false) => {}
        }
        match self {
            Comparison::Numbers => Ok(compare(a, b).unwrap_or(Ordering::Equal)),
            Comparison::Function(f) => match cx.call(f, &[a.clone(), b.clone()])? {
                Val::Int(n) => Ok(n.cmp(&0)),
                _ => Err("the comparison function returned nothing".into()),
            },
        }
    }
}

/// Sorts stably by merging. The comparison may fail or contradict itself.
fn merge_sort(
    items: &mut Vec<(usize, Val)>,
    less_or_equal: &mut dyn FnMut(&Val, &Val) -> Result<bool, RuntimeError>,
) -> Result<(), RuntimeError> {
    let mut width = 1;
    while width < items.len() {
        let mut merged = Vec::with_capacity(items.len());
        for pair in items.chunks(2 * width) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut i, mut j) = (0, 0);
            while let (Some(a), Some(b)) = (left.get(i), right.get(j)) {
                if less_or_equal(&a.1, &b.1)? {
                    merged.push(a.clone());
                    i += 1;
                } else {
                    merged.push(b.clone());
                    j += 1;
                }
            }
            merged.extend_from_slice(&left[i..]);
            merged.extend_from_slice(&right[j..]);
        }
        *items = merged;
        width *= 2;
    }
    Ok(())
}

fn sorted(cx: &mut Context<'_>, v: &VectorRef, by: &Comparison) -> Result<Vec<(usize, Val)>, RuntimeError> {
    let mut items: Vec<(usize, Val)> = v.items.borrow().iter().cloned().enumerate().collect();
    merge_sort(&mut items, &mut |a, b| Ok(by.order(cx, a, b)? != Ordering::Greater))?;
    Ok(items)
}

/// Sorts in place and gives the vector back.
pub fn sort(cx: &mut Context<'_>, args: &[Val]) -> Result<Val, RuntimeError> {
    let Some(first) = args.first() else {
        complain(cx, "sort() takes at least 1 argument(s), got 0");
        return Ok(Val::None);
    };
    let Val::Vector(v) = first else {
        complain(cx, "sort() requires vector");
        return Ok(first.clone());
    };
    if let Some(by) = comparison(cx, v, args, "sort") {
        let items = sorted(cx, v, &by)?;
        v.items.replace(items.into_iter().map(|(_, x)| x).collect());
    }
    Ok(first.clone())
}

/// The indices in the order that would sort the vector.
pub fn order(cx: &mut Context<'_>, args: &[Val]) -> Result<VectorRef, RuntimeError> {
    let result = Vector::new(Type::Count);
    let Some(Val::Vector(v)) = args.first() else {
        let message = if args.is_empty() {
            "order() takes at least 1 argument(s), got 0"
        } else {
            "order() requires vector"
        };
        complain(cx, message);
        return Ok(result);
    };
    if let Some(by) = comparison(cx, v, args, "order") {
        let items = sorted(cx, v, &by)?;
        result.items.replace(items.into_iter().map(|(i, _)| Val::Count(i as u64)).collect());
    } else if args.len() > 1 {
        // A comparison that does not fit leaves the order, and the vector itself, as they are.
        return Ok(v.clone());
    }
    Ok(result)
}

/// 1 for an atom, 1 for each element of a container besides what it holds. An index counts as a list of its parts.
fn footprint(v: &Val, depth: u32) -> u64 {
    if depth >= MAX_DEPTH {
        return 1;
    }
    let inside = |x: &Val| footprint(x, depth + 1);
    match v {
        Val::Vector(v) => {
            let items = v.items.borrow();
            items.len() as u64 + items.iter().filter(|x| !x.is_none()).map(inside).sum::<u64>()
        }
        Val::Table(t) => {
            let entry = |(key, entry): (Key, zander_value::Entry)| {
                let parts = key.values(&t.ty);
                let index = parts.len() as u64 + parts.iter().map(inside).sum::<u64>();
                index + if entry.value.is_none() { 0 } else { inside(&entry.value) }
            };
            t.len() as u64 + t.entries().into_iter().map(entry).sum::<u64>()
        }
        Val::Record(r) => {
            let fields = (0..r.len()).map(|i| r.get(i)).filter(|x| !matches!(x, Val::None | Val::Lazy));
            r.len() as u64 + fields.map(|x| inside(&x)).sum::<u64>()
        }
        Val::List(l) => l.len() as u64 + l.iter().map(inside).sum::<u64>(),
        _ => 1,
    }
}

/// Size of a value.
pub fn val_footprint(_: &mut Context<'_>, v: &Val) -> u64 {
    footprint(v, 0)
}

/// Sizes of all global containers.
pub fn global_container_footprints(cx: &mut Context<'_>) -> Result<TableRef, RuntimeError> {
    let sizes = Table::new(&table_type(cx, "var_sizes")?, None);
    let globals: Vec<_> = cx.global_list().map(|(name, id)| (name.clone(), id)).collect();
    for (name, id) in globals {
        let value = cx.global_by_id(id);
        if matches!(value, Val::Table(_) | Val::Vector(_) | Val::Record(_)) {
            sizes.insert_key(Key::Str((&*name).into()), Val::Count(footprint(&value, 0)), 0.0);
        }
    }
    Ok(sizes)
}
