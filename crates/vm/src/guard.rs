//! Tests with which bodies begin.
//!
//! Many handlers concern one kind of what an event tells of: they look at an argument and return unless it is theirs.
//! These tests are made on the arguments where they lie, before the body is entered, which takes many times as long. What
//! they found out is not asked again: the body begins behind them.

use crate::decide::{Decided, decide};
use zander_bytecode::{Code, Op, R};
use zander_value::{Val, compare};

/// Whether the tests with which a body begins can lead to its end.
pub(crate) fn may_end_at_once(code: &Code) -> bool {
    let mut ways = vec![0];
    let mut seen = vec![false; code.ops.len()];
    while let Some(at) = ways.pop() {
        match code.ops.get(at) {
            _ if seen.get(at).is_none_or(|seen| *seen) => continue,
            Some(Op::ReturnNone) => return at > 0,
            Some(Op::TestField(..)) => ways.push(at + 1),
            Some(Op::Jump(to)) => ways.push(*to as usize),
            Some(
                Op::JumpIf(_, to)
                | Op::JumpUnless(_, to)
                | Op::JumpHasField(.., to)
                | Op::JumpLacksField(.., to)
                | Op::JumpIfField(.., to)
                | Op::JumpUnlessField(.., to)
                | Op::JumpEqualConst(.., to)
                | Op::JumpNotEqualConst(.., to)
                | Op::JumpEqualCountI(.., to)
                | Op::JumpNotEqualCountI(.., to),
            ) => ways.extend([at + 1, *to as usize]),
            _ => continue,
        }
        seen[at] = true;
    }
    false
}

/// Makes the tests with which a body begins on its arguments, which are its first registers. Gives the place of the
/// instruction to begin with; `None` when the body would return without having done anything. What only the body can
/// complain of is left to it.
#[inline]
pub(crate) fn begin(code: &Code, args: &[Val]) -> Option<usize> {
    let argument = |R(r): R| args.get(usize::from(r)).unwrap_or(&Val::None);
    let truth = |r: R, slot: u16| match argument(r) {
        Val::Record(record) => record.peek(usize::from(slot), Val::as_bool),
        _ => None,
    };
    let is = |r: R, k: u16| match (argument(r), code.consts.get(usize::from(k))) {
        (Val::None, _) | (_, None) => None,
        (v, Some(constant)) => Some(compare::equal(v, constant)),
    };
    let has = |r: R, slot: u16| match argument(r) {
        Val::Record(record) => Some(record.has(usize::from(slot))),
        _ => None,
    };
    let mut at = 0;
    while let Some((op, behind)) = code.ops.get(at..).and_then(<[Op]>::split_first) {
        let (jumps, to) = match *op {
            Op::ReturnNone => return None,
            Op::Jump(to) => (Some(true), to),
            Op::JumpHasField(r, slot, to) => (has(r, slot), to),
            Op::JumpLacksField(r, slot, to) => (has(r, slot).map(|has| !has), to),
            Op::JumpIf(r, to) => (argument(r).as_bool(), to),
            Op::JumpUnless(r, to) => (argument(r).as_bool().map(|b| !b), to),
            Op::JumpEqualConst(r, k, to) => (is(r, k), to),
            Op::JumpNotEqualConst(r, k, to) => (is(r, k).map(|is| !is), to),
            Op::JumpIfField(r, slot, to) => (truth(r, slot), to),
            Op::JumpUnlessField(r, slot, to) => (truth(r, slot).map(|b| !b), to),
            Op::TestField(_, r, slot) => {
                let Val::Record(record) = argument(r) else { break };
                match record.peek(usize::from(slot), |field| decide(field, behind, code)) {
                    Decided::Jump(to) => (Some(true), to),
                    Decided::Pass(instructions) => {
                        at += 1 + instructions;
                        continue;
                    }
                    Decided::Open => break,
                }
            }
            _ => break,
        };
        match jumps {
            // Loops are left to the body, too.
            Some(true) if to as usize > at => at = to as usize,
            Some(false) => at += 1,
            _ => break,
        }
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;
    use zander_value::{Field, Record, RecordType, Type};

    fn code(ops: &[Op]) -> Code {
        Code { ops: ops.to_vec(), consts: vec![Val::Count(7), Val::str("x")], params: 2, ..Code::default() }
    }

    fn begins(ops: &[Op], args: &[Val]) -> Option<usize> {
        begin(&code(ops), args)
    }

    const A: R = R(0);
    const B: R = R(1);
    const T: R = R(2);
    const WORK: Op = Op::Unset(T);
    const RETURN: Op = Op::ReturnNone;

    #[test]
    fn tests_that_lead_to_a_return() {
        // if ( b != 7 ) return;
        let ops = [Op::JumpEqualConst(B, 0, 2), RETURN, WORK, RETURN];
        assert!(may_end_at_once(&code(&ops)));
        assert_eq!(begins(&ops, &[Val::Bool(true), Val::Count(7)]), Some(2));
        assert_eq!(begins(&ops, &[Val::Bool(true), Val::Count(8)]), None);
        assert_eq!(begins(&ops, &[Val::Bool(true), Val::None]), Some(0), "the body says what is wrong");
        // if ( a ) return;
        let ops = [Op::JumpUnless(A, 2), RETURN, WORK, RETURN];
        assert_eq!(begins(&ops, &[Val::Bool(true), Val::None]), None);
        assert_eq!(begins(&ops, &[Val::Bool(false), Val::None]), Some(2));
        // if ( a == … || b == … ) return;
        let ops = [Op::JumpEqualConst(A, 0, 2), Op::JumpNotEqualConst(B, 1, 3), RETURN, WORK, RETURN];
        assert_eq!(begins(&ops, &[Val::Count(7), Val::str("y")]), None);
        assert_eq!(begins(&ops, &[Val::Count(1), Val::str("x")]), None);
        assert_eq!(begins(&ops, &[Val::Count(1), Val::str("y")]), Some(3));
        // What comes behind the tests is no test.
        let ops = [Op::JumpUnless(A, 1), WORK, Op::JumpUnless(T, 1), RETURN];
        assert_eq!(begins(&ops, &[Val::Bool(false), Val::None]), Some(1));
    }

    #[test]
    fn tests_of_fields() {
        let ty = Rc::new(RecordType::new("R"));
        ty.add(Field { optional: true, ..Field::required("source", Type::String) });
        let with = |v| {
            let r = Record::new(&ty);
            r.set(0, v);
            [Val::Record(r), Val::None]
        };
        // if ( a?$source && a$source == "x" ) { … }
        let same = [
            Op::JumpLacksField(A, 0, 4),
            Op::TestField(T, A, 0),
            Op::JumpNotEqualConst(T, 1, 4),
            WORK,
            RETURN,
        ];
        assert!(may_end_at_once(&code(&same)));
        assert_eq!(begins(&same, &with(Val::str("x"))), Some(3));
        assert_eq!(begins(&same, &with(Val::str("y"))), None);
        assert_eq!(begins(&same, &with(Val::None)), None);
        assert_eq!(begins(&same[1..], &with(Val::None)), Some(0), "the body says what is missing");
    }

    #[test]
    fn bodies_that_always_do_something() {
        let (test, other) = (Op::JumpIf(A, 2), [Op::JumpIf(A, 2), WORK, WORK, RETURN]);
        for ops in [&[WORK, RETURN][..], &[RETURN], &[test, WORK, WORK], &other] {
            assert!(!may_end_at_once(&code(ops)));
        }
        // One that waits for ever does so when it runs.
        assert_eq!(begins(&[Op::JumpIf(A, 0), RETURN], &[Val::Bool(true), Val::None]), Some(0));
        // What is tested is no argument.
        assert_eq!(begins(&[Op::JumpIf(T, 1), RETURN], &[Val::Bool(true), Val::None]), Some(0));
    }
}
