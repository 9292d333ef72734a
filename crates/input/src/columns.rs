//! What a script's record asks of a source: named columns, and records made from their values.
//!
//! A field that is itself a record stands for its own fields, named `outer.inner`.

use crate::{Fault, parse};
use std::rc::Rc;
use zander_value::{FieldInit, Port, Record, RecordRef, RecordType, Type, Val};

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name in headers: the field's, with those of the records around it before it.
    pub name: String,
    pub ty: Type,
    /// The source may lack the column: its field is optional or has a default.
    pub optional: bool,
    /// Another column, which has the transport of the ports in this one.
    pub type_column: Option<String>,
}

impl Column {
    /// A value of this column, with what its [`Column::type_column`] says.
    pub fn typed(&self, v: Val, transport: &[u8]) -> Result<Val, Fault> {
        let Val::Port(port) = v else { return Ok(v) };
        let name = String::from_utf8_lossy(transport);
        match parse::transport(&name) {
            Some(transport) => Ok(Val::Port(Port { transport, ..port })),
            None => Err(Fault(format!("'{name}' is no transport protocol"))),
        }
    }
}

enum Part {
    /// A field that takes the next value.
    Value { slot: usize },
    /// A field that is a record of its own.
    Record { slot: usize, layout: Layout },
}

/// How the values of a row become a record.
pub struct Layout {
    ty: Rc<RecordType>,
    parts: Vec<Part>,
}

/// Columns and layout of a record type. Types that no text stands for are a fault, unless `lenient`: then optional
/// fields of such types are left out.
pub fn of_record(ty: &Rc<RecordType>, lenient: bool) -> Result<(Vec<Column>, Layout), Fault> {
    let mut columns = Vec::new();
    let layout = unroll(ty, "", lenient, &mut columns)?;
    Ok((columns, layout))
}

/// How deep records may stand within records; a type that contains itself ends here.
const DEPTH: usize = 16;

fn unroll(ty: &Rc<RecordType>, prefix: &str, lenient: bool, out: &mut Vec<Column>) -> Result<Layout, Fault> {
    if prefix.matches('.').count() > DEPTH {
        return Err(Fault(format!("the record {} is nested too deeply", ty.name.borrow())));
    }
    let mut parts = Vec::new();
    for slot in 0..ty.len() {
        let Some(field) = ty.field(slot) else { continue };
        let name = format!("{prefix}{}", field.name);
        if let Type::Record(inner) = &field.ty {
            if field.optional {
                return Err(Fault(format!("field {name} is an optional record, which cannot be read")));
            }
            let layout = unroll(inner, &format!("{name}."), lenient, out)?;
            parts.push(Part::Record { slot, layout });
            continue;
        }
        let may_lack = field.optional || !matches!(field.init, FieldInit::Unset);
        if !parse::readable(&field.ty) {
            if lenient || may_lack {
                continue;
            }
            return Err(Fault(format!("field {name} has type {}, which cannot be read", field.ty)));
        }
        let type_column = field.type_column.as_ref().map(|t| format!("{prefix}{t}"));
        out.push(Column { name, ty: field.ty.clone(), optional: may_lack, type_column });
        parts.push(Part::Value { slot });
    }
    Ok(Layout { ty: ty.clone(), parts })
}

impl Layout {
    /// A record of the row's values, taken one after the other; unset ones leave the field's default.
    pub fn record(&self, values: &mut impl Iterator<Item = Val>) -> RecordRef {
        let record = Record::new(&self.ty);
        for part in &self.parts {
            match part {
                Part::Value { slot } => match values.next() {
                    None | Some(Val::None) => {}
                    Some(v) => record.set(*slot, v),
                },
                Part::Record { slot, layout } => record.set(*slot, Val::Record(layout.record(values))),
            }
        }
        record
    }

    /// The type of the records.
    pub fn record_type(&self) -> &Rc<RecordType> {
        &self.ty
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use zander_value::Field;

    pub(crate) fn item_type() -> Rc<RecordType> {
        let meta = Rc::new(RecordType::new("Meta"));
        meta.add(Field::required("source", Type::String));
        meta.add(Field { optional: true, ..Field::required("desc", Type::String) });
        let item = Rc::new(RecordType::new("Item"));
        item.add(Field::required("indicator", Type::String));
        item.add(Field::required("meta", Type::Record(meta)));
        item.add(Field { init: FieldInit::Const(Val::Count(7)), ..Field::required("n", Type::Count) });
        item
    }

    #[test]
    fn nested_records_are_columns_with_dots() {
        let (columns, layout) = of_record(&item_type(), false).expect("columns");
        let names: Vec<_> = columns.iter().map(|c| (c.name.as_str(), c.optional)).collect();
        assert_eq!(names, [("indicator", false), ("meta.source", false), ("meta.desc", true), ("n", true)]);
        let row = [Val::str("a"), Val::str("b"), Val::None, Val::None];
        let record = layout.record(&mut row.into_iter());
        let Val::Record(meta) = record.get_named("meta") else { panic!("no meta") };
        assert_eq!(meta.get_named("source").as_bytes(), Some(&b"b"[..]));
        assert!(meta.get_named("desc").is_none());
        assert_eq!(record.get_named("n").as_count(), Some(7));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let r = Rc::new(RecordType::new("R"));
        r.add(Field::required("t", Type::table_of(Type::Count, Type::Count)));
        let fault = of_record(&r, false).err().expect("a fault");
        assert!(fault.0.contains("field t has type table[count] of count"), "{fault}");
    }
}
