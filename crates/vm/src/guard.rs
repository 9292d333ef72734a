//! Tests with which bodies begin.
//!
//! Many handlers concern one kind of what an event tells of: they look at an argument and return unless it is theirs.
//! That test is read off the code and made before the body is entered, which takes many times as long.

use zander_bytecode::{Code, Op, R};
use zander_value::{Val, compare};

/// What must hold of an argument for a body to do anything at all.
#[derive(Debug, PartialEq)]
pub(crate) struct Guard {
    /// The argument's place among those of the event or hook.
    argument: usize,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// The record's field is there, or is not.
    Field(usize, bool),
    /// The value is this one, or is not.
    Is(Val, bool),
}

impl PartialEq for Test {
    fn eq(&self, other: &Test) -> bool {
        match (self, other) {
            (Test::Field(a, x), Test::Field(b, y)) => a == b && x == y,
            (Test::Is(a, x), Test::Is(b, y)) => compare::equal(a, b) && x == y,
            _ => false,
        }
    }
}

impl Guard {
    /// Reads the guard off the code of a body that takes these parameters of its event or hook.
    pub fn of(code: &Code, params: &[u32]) -> Option<Guard> {
        let returns = |at: usize| matches!(code.ops.get(at), Some(Op::ReturnNone));
        // Where the jump goes and where it does not: the body does something only behind one of them.
        let branch = |next: usize, to: u32| match (returns(next), returns(to as usize)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        };
        let (register, test) = match code.ops.as_slice() {
            [Op::JumpHasField(r, slot, to), ..] => (*r, Test::Field(*slot as usize, branch(1, *to)?)),
            [Op::JumpLacksField(r, slot, to), ..] => (*r, Test::Field(*slot as usize, !branch(1, *to)?)),
            [Op::JumpIf(r, to), ..] => (*r, Test::Is(Val::Bool(true), branch(1, *to)?)),
            [Op::JumpUnless(r, to), ..] => (*r, Test::Is(Val::Bool(false), branch(1, *to)?)),
            [Op::JumpEqualConst(r, k, to), ..] => {
                (*r, Test::Is(code.consts.get(*k as usize)?.clone(), branch(1, *to)?))
            }
            [Op::JumpNotEqualConst(r, k, to), ..] => {
                (*r, Test::Is(code.consts.get(*k as usize)?.clone(), !branch(1, *to)?))
            }
            _ => return None,
        };
        let R(number) = register;
        if u16::from(number) >= code.params {
            return None;
        }
        Some(Guard { argument: *params.get(number as usize)? as usize, test })
    }

    /// Whether the body has anything to do with these arguments. What only the body can complain of holds.
    #[inline]
    pub fn holds(&self, args: &[Val]) -> bool {
        match (args.get(self.argument), &self.test) {
            (Some(Val::Record(r)), Test::Field(slot, there)) => r.has(*slot) == *there,
            (None | Some(Val::None), _) | (_, Test::Field(..)) => true,
            (Some(v), Test::Is(value, equal)) => compare::equal(v, value) == *equal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(ops: &[Op]) -> Option<Guard> {
        let code = Code { ops: ops.to_vec(), consts: vec![Val::Count(7)], params: 2, ..Code::default() };
        Guard::of(&code, &[1, 0])
    }

    #[test]
    fn tests_that_lead_to_a_return() {
        let (a, b, t) = (R(0), R(1), R(2));
        let is = |argument, n, equal| Some(Guard { argument, test: Test::Is(n, equal) });
        let (work, ret) = (Op::Unset(t), Op::ReturnNone);
        // if ( b != 7 ) return;
        let code = [Op::JumpEqualConst(b, 0, 2), ret, work, ret];
        assert_eq!(guard(&code), is(0, Val::Count(7), true));
        // if ( a == 7 ) { … }
        let code = [Op::JumpNotEqualConst(a, 0, 2), work, ret];
        assert_eq!(guard(&code), is(1, Val::Count(7), true));
        // if ( a ) return;
        assert_eq!(guard(&[Op::JumpUnless(a, 2), ret, work, ret]), is(1, Val::Bool(false), true));
        // if ( a?$x ) { … }
        let field = Some(Guard { argument: 1, test: Test::Field(4, true) });
        assert_eq!(guard(&[Op::JumpLacksField(a, 4, 2), work, ret]), field);
        // Both ways lead to something, or what is tested is no argument.
        assert_eq!(guard(&[Op::JumpIf(a, 2), work, work, ret]), None);
        assert_eq!(guard(&[Op::JumpIf(t, 2), ret, work, ret]), None);
    }

    #[test]
    fn what_holds() {
        let g = Guard { argument: 0, test: Test::Is(Val::Count(7), true) };
        assert!(g.holds(&[Val::Count(7)]));
        assert!(!g.holds(&[Val::Count(8)]));
        assert!(g.holds(&[Val::None]), "the body says what is wrong");
    }
}
