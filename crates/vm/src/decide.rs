//! Tests of fields where they lie: the jump behind [`Op::TestField`] is carried out on the value in its record.
//!
//! Half of what handlers do is to ask whether a field is there or what it is; a copy of the value would be made and
//! dropped for each.

use zander_bytecode::{Code, Op};
use zander_value::{RecordRef, Val, compare};

/// What a test of a field comes to.
pub(crate) enum Decided {
    Jump(u32),
    /// Goes on behind so many instructions.
    Pass(usize),
    /// The value has to be put into the register first.
    Open,
}

/// Carries out the jump that comes next on a value where it lies.
#[inline(always)]
pub(crate) fn decide(v: &Val, next: &[Op], code: &Code) -> Decided {
    match (next, v) {
        ([Op::TestField(_, _, slot), after @ ..], Val::Record(inner)) => {
            match inner.peek(*slot as usize, |v| outcome(v, after, code)) {
                Some((true, to)) => Decided::Jump(to),
                Some((false, _)) => Decided::Pass(2),
                None => Decided::Open,
            }
        }
        _ => match outcome(v, next, code) {
            Some((true, to)) => Decided::Jump(to),
            Some((false, _)) => Decided::Pass(1),
            None => Decided::Open,
        },
    }
}

/// Whether the jump that comes next is taken for this value, and where it goes. `None` when that needs more than a look.
#[inline]
fn outcome(v: &Val, next: &[Op], code: &Code) -> Option<(bool, u32)> {
    let truth = |inner: &RecordRef, slot: u16| inner.peek(slot as usize, Val::as_bool);
    let is = |k: u16| match (v, code.consts.get(k as usize)) {
        (Val::None | Val::Lazy, _) | (_, None) => None,
        (v, Some(constant)) => Some(compare::equal(v, constant)),
    };
    Some(match (*next.first()?, v) {
        (Op::JumpHasField(_, slot, to), Val::Record(inner)) => (inner.has(slot as usize), to),
        (Op::JumpLacksField(_, slot, to), Val::Record(inner)) => (!inner.has(slot as usize), to),
        (Op::JumpIfField(_, slot, to), Val::Record(inner)) => (truth(inner, slot)?, to),
        (Op::JumpUnlessField(_, slot, to), Val::Record(inner)) => (!truth(inner, slot)?, to),
        (Op::JumpEqualCountI(_, n, to), Val::Count(x)) => (*x == n.into(), to),
        (Op::JumpNotEqualCountI(_, n, to), Val::Count(x)) => (*x != n.into(), to),
        (Op::JumpLessCountI(_, n, to), Val::Count(x)) => (*x < n.into(), to),
        (Op::JumpLessEqualCountI(_, n, to), Val::Count(x)) => (*x <= n.into(), to),
        (Op::JumpGreaterCountI(_, n, to), Val::Count(x)) => (*x > n.into(), to),
        (Op::JumpGreaterEqualCountI(_, n, to), Val::Count(x)) => (*x >= n.into(), to),
        (Op::JumpEqualConst(_, k, to), _) => (is(k)?, to),
        (Op::JumpNotEqualConst(_, k, to), _) => (!is(k)?, to),
        _ => return None,
    })
}
