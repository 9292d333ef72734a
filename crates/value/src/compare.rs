//! Equality and order of values, as `==` and `<` of scripts see them.

use crate::{Table, Val};
use std::cmp::Ordering;
use std::rc::Rc;

/// True when the values are of one type and equal. Containers and records compare by content, functions by identity
/// and captured values; not-a-number equals nothing. Unset equals unset.
pub fn equal(a: &Val, b: &Val) -> bool {
    match (a, b) {
        (Val::Count(x), Val::Count(y)) => x == y,
        (Val::Int(x), Val::Int(y)) => x == y,
        (Val::Str(x), Val::Str(y)) => x == y,
        (Val::Bool(x), Val::Bool(y)) => x == y,
        (Val::Enum(x), Val::Enum(y)) => {
            Rc::ptr_eq(x, y) || (x.value == y.value && x.type_name == y.type_name)
        }
        (Val::Addr4(x), Val::Addr4(y)) => x == y,
        (Val::Addr6(x), Val::Addr6(y)) => x == y,
        (Val::Port(x), Val::Port(y)) => x == y,
        (Val::Double(x), Val::Double(y))
        | (Val::Time(x), Val::Time(y))
        | (Val::Interval(x), Val::Interval(y)) => x == y,
        (Val::Subnet(x), Val::Subnet(y)) => x == y,
        (Val::Pattern(x), Val::Pattern(y)) => Rc::ptr_eq(x, y) || x.source() == y.source(),
        (Val::Record(x), Val::Record(y)) => {
            Rc::ptr_eq(x, y) || (x.len() == y.len() && (0..x.len()).all(|i| equal(&x.get(i), &y.get(i))))
        }
        (Val::Table(x), Val::Table(y)) => Rc::ptr_eq(x, y) || x.equal(y, equal),
        (Val::Vector(x), Val::Vector(y)) => {
            if Rc::ptr_eq(x, y) {
                return true;
            }
            let (x, y) = (x.items.borrow(), y.items.borrow());
            x.len() == y.len() && x.iter().zip(y.iter()).all(|(i, j)| equal(i, j))
        }
        (Val::Func(x), Val::Func(y)) => {
            Rc::ptr_eq(x, y)
                || (x.id == y.id && x.captures.borrow().is_empty() && y.captures.borrow().is_empty())
        }
        (Val::File(x), Val::File(y)) => x == y,
        (Val::Opaque(x), Val::Opaque(y)) => Rc::ptr_eq(&x.0, &y.0),
        (Val::Type(x), Val::Type(y)) => x.same(y),
        (Val::List(x), Val::List(y)) => {
            x.len() == y.len() && x.iter().zip(y.iter()).all(|(i, j)| equal(i, j))
        }
        (Val::None, Val::None) | (Val::Lazy, Val::Lazy) => true,
        _ => false,
    }
}

/// The order of two values of one type; `None` where there is none (not-a-number, sets of which neither holds the
/// other, values without order). Sets are ordered by inclusion, addresses with all IPv4 addresses before IPv6, ports
/// by transport before number, strings byte by byte.
pub fn compare(a: &Val, b: &Val) -> Option<Ordering> {
    match (a, b) {
        (Val::Count(x), Val::Count(y)) => Some(x.cmp(y)),
        (Val::Int(x), Val::Int(y)) => Some(x.cmp(y)),
        (Val::Bool(x), Val::Bool(y)) => Some(x.cmp(y)),
        (Val::Double(x), Val::Double(y))
        | (Val::Time(x), Val::Time(y))
        | (Val::Interval(x), Val::Interval(y)) => x.partial_cmp(y),
        (Val::Str(x), Val::Str(y)) => Some(x.as_bytes().cmp(y.as_bytes())),
        (Val::Addr4(x), Val::Addr4(y)) => Some(x.cmp(y)),
        (Val::Addr4(_) | Val::Addr6(_), Val::Addr4(_) | Val::Addr6(_)) => {
            Some(a.as_addr()?.cmp(&b.as_addr()?))
        }
        (Val::Port(x), Val::Port(y)) => Some(x.cmp(y)),
        (Val::Subnet(x), Val::Subnet(y)) => Some(x.cmp(y)),
        (Val::Enum(x), Val::Enum(y)) => Some(x.value.cmp(&y.value)),
        (Val::Table(x), Val::Table(y)) => compare_sets(x, y),
        _ => None,
    }
}

fn compare_sets(a: &Table, b: &Table) -> Option<Ordering> {
    let within = |small: &Table, large: &Table| small.entries().iter().all(|(k, _)| large.contains(k));
    match a.len().cmp(&b.len()) {
        Ordering::Less => within(a, b).then_some(Ordering::Less),
        Ordering::Equal => within(a, b).then_some(Ordering::Equal),
        Ordering::Greater => within(b, a).then_some(Ordering::Greater),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Addr, Key, Type};

    fn set(items: &[u64]) -> Val {
        let Type::Table(ty) = Type::set_of(Type::Count) else { unreachable!() };
        let t = Table::new(&ty, None);
        for n in items {
            t.insert_key(Key::Word(*n), Val::None, 0.0);
        }
        Val::Table(t)
    }

    #[test]
    fn order() {
        use Ordering::*;
        let cases: Vec<(Val, Val, Option<Ordering>)> = vec![
            (Val::Count(1), Val::Count(2), Some(Less)),
            (Val::str("apple"), Val::str("app"), Some(Greater)),
            (Val::str("Zed"), Val::str("apple"), Some(Less)),
            (Val::Double(f64::NAN), Val::Double(1.0), None),
            (set(&[1, 2]), set(&[2, 3, 1]), Some(Less)),
            (set(&[1, 2]), set(&[2, 1]), Some(Equal)),
            (set(&[1, 2]), set(&[3, 4, 5]), None),
            (Val::addr(Addr::v4([255; 4])), Val::addr(Addr::v6([0x20; 16])), Some(Less)),
            (Val::Count(1), Val::Int(1), None),
        ];
        for (a, b, want) in cases {
            assert_eq!(compare(&a, &b), want, "{a:?} {b:?}");
            assert_eq!(compare(&b, &a), want.map(Ordering::reverse), "{b:?} {a:?}");
            assert_eq!(equal(&a, &b), want == Some(Equal));
        }
        assert!(!equal(&Val::Double(f64::NAN), &Val::Double(f64::NAN)));
    }
}
