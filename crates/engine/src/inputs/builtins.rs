//! `Input::__create_table_stream` and the other functions of streams.

use super::{Shared, create};
use zander_value::{RecordRef, Val};
use zander_vm::{BuiltinFn, Context, RuntimeError};

type Result = std::result::Result<Val, RuntimeError>;

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("Input::__create_table_stream", |cx, a| add(cx, a, create::table)),
    ("Input::__create_event_stream", |cx, a| add(cx, a, create::event_stream)),
    ("Input::__create_analysis_stream", |cx, a| add(cx, a, create::analysis)),
    ("Input::__remove_stream", remove),
    ("Input::__force_update", force_update),
];

type Make = fn(&mut Context<'_>, &RecordRef) -> std::result::Result<super::Stream, String>;

fn add(cx: &mut Context<'_>, args: &[Val], make: Make) -> Result {
    let Some(Val::Record(description)) = args.first() else {
        return Err("the description is not set".into());
    };
    cx.settle(&args[0])?;
    let stream = match make(cx, description) {
        Ok(s) => s,
        Err(message) => {
            cx.error(message);
            return Ok(Val::Bool(false));
        }
    };
    let shared = cx.state::<Shared>().clone();
    if shared.0.borrow().find(&stream.name).is_some() {
        cx.error(format!("Input stream {} already exists!", stream.name));
        return Ok(Val::Bool(false));
    }
    shared.0.borrow_mut().streams.push(std::rc::Rc::new(stream));
    Ok(Val::Bool(true))
}

fn name(args: &[Val]) -> std::result::Result<String, RuntimeError> {
    match args.first() {
        Some(Val::Str(s)) => Ok(s.to_text().into_owned()),
        _ => Err("the name of the stream is not set".into()),
    }
}

fn remove(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let name = name(args)?;
    let shared = cx.state::<Shared>().clone();
    let found = shared.0.borrow().find(&name);
    match found {
        Some(stream) => {
            stream.leave();
            shared.0.borrow_mut().options.retain(|(s, _), _| *s != name);
            Ok(Val::Bool(true))
        }
        None => {
            cx.error(format!("Input stream {name} does not exist for removal!"));
            Ok(Val::Bool(false))
        }
    }
}

fn force_update(cx: &mut Context<'_>, args: &[Val]) -> Result {
    let name = name(args)?;
    let shared = cx.state::<Shared>().clone();
    let found = shared.0.borrow().find(&name);
    match found {
        Some(stream) => {
            stream.due.set(true);
            Ok(Val::Bool(true))
        }
        None => {
            cx.error(format!("Input stream {name} does not exist for forced update!"));
            Ok(Val::Bool(false))
        }
    }
}
