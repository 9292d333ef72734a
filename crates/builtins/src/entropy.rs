//! How random data is: entropy, chi-square, mean, an estimate of pi, serial correlation.

use crate::call::make_record;
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use zander_value::randomness::{Counts, NAMES};
use zander_value::{Opaque, OpaqueRef, RecordRef, Str, Val};
use zander_vm::{Context, RuntimeError};

/// `opaque of entropy`.
#[derive(Clone, Debug, Default)]
struct Test(RefCell<Counts>);

impl Opaque for Test {
    fn type_name(&self) -> &str {
        "entropy"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(self.clone()))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

fn record(counts: &Counts, cx: &Context<'_>) -> Result<RecordRef, RuntimeError> {
    let values = counts.measures().map(Val::Double);
    let fields: Vec<_> = NAMES.into_iter().zip(values).collect();
    make_record(cx, "entropy_test_result", &fields)
}

/// All measures of a string.
pub fn find_entropy(cx: &mut Context<'_>, data: &Str) -> Result<RecordRef, RuntimeError> {
    let mut counts = Counts::default();
    counts.add(data.as_bytes());
    record(&counts, cx)
}

/// Begins a test.
pub fn entropy_test_init(_: &mut Context<'_>) -> OpaqueRef {
    OpaqueRef::new(Test::default())
}

/// Adds data.
pub fn entropy_test_add(_: &mut Context<'_>, handle: &OpaqueRef, data: &Str) -> bool {
    let Some(test) = handle.get::<Test>() else { return false };
    test.0.borrow_mut().add(data.as_bytes());
    true
}

/// The measures so far; more may be added afterwards.
pub fn entropy_test_finish(cx: &mut Context<'_>, handle: &OpaqueRef) -> Result<RecordRef, RuntimeError> {
    match handle.get::<Test>() {
        Some(test) => record(&test.0.borrow(), cx),
        None => Err("this is no test of entropy".into()),
    }
}
