//! Holding packets back until a script is ready for them.

use std::cell::Cell;
use std::rc::Rc;
use zander_value::Val;
use zander_vm::BuiltinFn;

/// How often processing was suspended and not continued. Packets wait while it is not 0.
#[derive(Clone, Default, Debug)]
pub struct Suspension(pub Rc<Cell<u64>>);

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("suspend_processing", |cx, _| {
        let held = &cx.state::<Suspension>().0;
        held.set(held.get() + 1);
        Ok(Val::None)
    }),
    ("continue_processing", |cx, _| {
        let held = &cx.state::<Suspension>().0;
        held.set(held.get().saturating_sub(1));
        Ok(Val::None)
    }),
    ("is_processing_suspended", |cx, _| Ok(Val::Bool(cx.state::<Suspension>().0.get() > 0))),
];
