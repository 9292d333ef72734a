//! Headers as scripts get them.

use crate::{Setup, emit};
use std::rc::Rc;
use zander_value::{Key, Record, RecordType, Table, TableType, Type, Val};

/// Makes values of the type `mime_header_list`.
pub struct HeaderList {
    header: Rc<RecordType>,
    table: Rc<TableType>,
}

impl HeaderList {
    /// Looks the types up.
    pub fn bind(setup: &Setup<'_>) -> HeaderList {
        let header = emit::record(setup.declarations, "mime_header_rec");
        let value = Some(Type::Record(header.clone()));
        HeaderList { header, table: Rc::new(TableType { index: vec![Type::Count], value, name: None }) }
    }

    /// These headers, names as they were sent and values, numbered from 1.
    pub fn val(&self, headers: &[(Vec<u8>, Vec<u8>)]) -> Val {
        let table = Table::new(&self.table, None);
        for (at, (name, value)) in headers.iter().enumerate() {
            let r = Record::new(&self.header);
            r.set(0, Val::str(name));
            r.set(1, Val::str(name.to_ascii_uppercase()));
            r.set(2, Val::str(value));
            table.insert_key(Key::Word(at as u64 + 1), Val::Record(r), 0.0);
        }
        Val::Table(table)
    }
}
