//! Columns of a log, from the record type of its stream.
//!
//! Only fields marked `&log` become columns. A field that is a record contributes its own `&log` fields, their names
//! joined by the scope separator (`id.orig_h`). Filters leave columns out or pick them, rename them, and put extension
//! fields before them.

use smallvec::SmallVec;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use zander_value::{FieldInit, Record, RecordType, Type, Val};

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub ty: Type,
    /// Slots to follow from the record to the value.
    path: SmallVec<[u32; 3]>,
    /// The value comes from the extension record, not from the row's own.
    extension: bool,
    /// A string or container, whose size may be limited.
    bulky: bool,
}

/// What shapes a layout.
#[derive(Default)]
pub struct Shape<'a> {
    /// Only these columns, by their full name before renaming.
    pub include: Option<&'a HashSet<String>>,
    /// Not these.
    pub exclude: Option<&'a HashSet<String>>,
    /// New names by full name.
    pub rename: Option<&'a HashMap<String, String>>,
    /// Between the names of nested fields; `.` by default.
    pub scope_separator: Option<&'a str>,
    /// The record that a filter's extension function returns, and what goes before its field names.
    pub extension: Option<(&'a RecordType, &'a str)>,
}

/// Columns one behind the other whose values stand in one record.
#[derive(Clone, Debug)]
struct Group {
    extension: bool,
    /// Slots to follow to that record.
    outer: SmallVec<[u32; 2]>,
    /// The values' slots in it.
    slots: Vec<u32>,
}

/// The columns of a log.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    pub columns: Vec<Column>,
    /// All columns, in their order.
    groups: Vec<Group>,
    /// Paths of slots, from the row's record, to fields whose defaults are made by functions of the program.
    pub evaluated: Vec<SmallVec<[u32; 3]>>,
    /// Strings and containers stand in nested records, or where nothing was written.
    pub scattered: bool,
}

/// A row: the record written and, with an extension, the record that extends it.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub record: &'a Record,
    pub extension: Option<&'a Record>,
}

impl Layout {
    /// The columns for records of type `record`.
    pub fn new(record: &RecordType, shape: &Shape<'_>) -> Layout {
        let mut layout = Layout::default();
        if let Some((ext, prefix)) = shape.extension {
            layout.add(ext, prefix, &mut SmallVec::new(), true, shape, 0);
        }
        layout.add(record, "", &mut SmallVec::new(), false, shape, 0);
        for column in &layout.columns {
            let Some((slot, outer)) = column.path.split_last() else { continue };
            match layout.groups.last_mut() {
                Some(g) if g.extension == column.extension && g.outer.as_slice() == outer => {
                    g.slots.push(*slot)
                }
                _ => layout.groups.push(Group {
                    extension: column.extension,
                    outer: SmallVec::from_slice(outer),
                    slots: vec![*slot],
                }),
            }
        }
        layout
    }

    /// Looks at the values of all columns, in their order: [`Val::None`] where one, or a record on the way to it, is unset.
    #[inline]
    pub fn each(&self, row: &Row<'_>, mut f: impl FnMut(&Val)) {
        for group in &self.groups {
            let own = if group.extension { row.extension } else { Some(row.record) };
            let inner;
            let record = match (own, group.outer.as_slice()) {
                (own, []) => own,
                (None, _) => None,
                (Some(own), outer) => {
                    inner = follow(own, outer);
                    if let Val::Record(inner) = &inner { Some(&**inner) } else { None }
                }
            };
            match record {
                Some(record) => record.each(&group.slots, &mut f),
                None => group.slots.iter().for_each(|_| f(&Val::None)),
            }
        }
    }

    fn add(
        &mut self,
        record: &RecordType,
        prefix: &str,
        path: &mut SmallVec<[u32; 3]>,
        extension: bool,
        shape: &Shape<'_>,
        depth: usize,
    ) {
        record.with_fields(|fields| {
            for (slot, field) in fields.iter().enumerate() {
                if !field.log {
                    continue;
                }
                let name = format!("{prefix}{}", field.name);
                path.push(slot as u32);
                if matches!(field.init, FieldInit::Eval(_)) && !extension {
                    self.evaluated.push(path.clone());
                }
                match &field.ty {
                    // A record type that contains itself cannot be logged; the depth bounds what a script can ask for.
                    Type::Record(inner) if depth < 8 => {
                        let nested = format!("{name}{}", shape.scope_separator.unwrap_or("."));
                        self.add(inner, &nested, path, extension, shape, depth + 1);
                    }
                    ty => {
                        let wanted = extension
                            || (shape.include.is_none_or(|s| s.contains(&name))
                                && shape.exclude.is_none_or(|s| !s.contains(&name)));
                        if wanted {
                            let name = shape.rename.and_then(|m| m.get(&name)).cloned().unwrap_or(name);
                            let bulky =
                                matches!(ty, Type::String | Type::Any | Type::Table(_) | Type::Vector(_));
                            self.scattered |= bulky
                                && (depth > 0 || !matches!(field.init, FieldInit::Unset | FieldInit::Fresh));
                            let (ty, path) = (ty.clone(), path.clone());
                            self.columns.push(Column { name, ty, path, extension, bulky });
                        }
                    }
                }
                path.pop();
            }
        });
    }
}

impl Column {
    /// True for a column of the record itself that holds strings or containers.
    pub fn is_bulky(&self) -> bool {
        self.bulky && !self.extension
    }

    /// Looks at the value of this column: [`Val::None`] when it, or a record on the way to it, is unset.
    #[inline]
    pub fn with<R>(&self, row: &Row<'_>, f: impl FnOnce(&Val) -> R) -> R {
        let record = match (self.extension, row.extension) {
            (false, _) => row.record,
            (true, Some(e)) => e,
            (true, None) => return f(&Val::None),
        };
        match self.path.as_slice() {
            [slot] => record.with(*slot as usize, f),
            [outer, slot] => record.with(*outer as usize, |v| match v {
                Val::Record(inner) => inner.with(*slot as usize, f),
                _ => f(&Val::None),
            }),
            path => f(&follow(record, path)),
        }
    }
}

fn follow(record: &Record, path: &[u32]) -> Val {
    let Some((last, outer)) = path.split_last() else { return Val::None };
    let mut inner: Option<Rc<Record>> = None;
    for slot in outer {
        let next = inner.as_deref().unwrap_or(record).get(*slot as usize);
        let Val::Record(r) = next else { return Val::None };
        inner = Some(r);
    }
    inner.as_deref().unwrap_or(record).get(*last as usize)
}

/// The type's name in a log header: `time`, `set[string]`, `vector[count]`; functions and files read as `func`, `file`.
pub fn type_name(ty: &Type) -> String {
    match ty {
        Type::Enum(_) => "enum".into(),
        Type::Table(t) if t.is_set() => {
            format!("set[{}]", t.index.first().map(type_name).unwrap_or_default())
        }
        Type::Table(_) => "table".into(),
        Type::Vector(e) => format!("vector[{}]", type_name(e)),
        Type::Func(_) => "func".into(),
        Type::File(_) => "file".into(),
        other => other.to_string(),
    }
}
