//! Holding packets back until a script is ready for them.

use zander_value::Val;
use zander_vm::BuiltinFn;

/// How often processing was suspended and not continued. Packets wait while it is not 0.
#[derive(Clone, Copy, Default, Debug)]
pub struct Suspension(pub u64);

/// The family's functions.
pub const FAMILY: &[(&str, BuiltinFn)] = &[
    ("suspend_processing", |cx, _| {
        cx.state::<Suspension>().0 += 1;
        Ok(Val::None)
    }),
    ("continue_processing", |cx, _| {
        let s = cx.state::<Suspension>();
        s.0 = s.0.saturating_sub(1);
        Ok(Val::None)
    }),
    ("is_processing_suspended", |cx, _| Ok(Val::Bool(cx.state::<Suspension>().0 > 0))),
];
