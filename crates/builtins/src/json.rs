//! JSON, both ways.

use crate::call::{error, make_record, warning};
use std::rc::Rc;
use zander_value::json::{ReadError, Reader, ToJson, Warning, from_json as read, to_json as write};
use zander_value::pattern::Pattern;
use zander_value::{FuncVal, RecordRef, Str, Val};
use zander_vm::{Context, RuntimeError};

/// A value as JSON.
pub fn to_json(
    _: &mut Context<'_>,
    val: &Val,
    only_loggable: bool,
    field_escape_pattern: &Rc<Pattern>,
    interval_as_double: bool,
) -> Vec<u8> {
    write(val, ToJson { only_loggable, field_escape: Some(&**field_escape_pattern), interval_as_double })
}

struct Script<'a, 'b> {
    cx: &'a mut Context<'b>,
    key_func: &'a Rc<FuncVal>,
}

impl Reader for Script<'_, '_> {
    type Failure = RuntimeError;

    fn field_name(&mut self, name: &[u8]) -> Result<Str, RuntimeError> {
        if self.key_func.name.as_bytes() == b"from_json_default_key_mapper" {
            return Ok(name.into());
        }
        match self.cx.call(self.key_func, &[Val::str(name)])? {
            Val::Str(s) => Ok(s),
            _ => Err("the key function returned nothing".into()),
        }
    }

    fn warn(&mut self, message: Warning) {
        match message {
            Warning::Error(m) => error(self.cx, m),
            Warning::Warning(m) => warning(self.cx, m),
        }
    }
}

/// A value from JSON.
pub fn from_json(
    cx: &mut Context<'_>,
    s: &Str,
    t: &Val,
    key_func: &Rc<FuncVal>,
) -> Result<RecordRef, RuntimeError> {
    let Val::Type(ty) = t else {
        let fields = [("valid", Val::Bool(false)), ("err", Val::str("from_json() requires a type argument"))];
        return make_record(cx, "from_json_result", &fields);
    };
    match read(s.as_bytes(), ty, &mut Script { cx, key_func }) {
        Ok(v) => make_record(cx, "from_json_result", &[("v", v), ("valid", Val::Bool(true))]),
        Err(ReadError::Text(message)) => {
            let fields = [("valid", Val::Bool(false)), ("err", Val::str(message))];
            make_record(cx, "from_json_result", &fields)
        }
        Err(ReadError::Failure(e)) => Err(e),
    }
}
