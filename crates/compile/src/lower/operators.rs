//! Which instruction does what an operator or a conversion says, by the types of its operands.

use crate::hir::{Conversion, Op as Operator};
use zander_bytecode::{Conversion as Convert, Op, Operation, R, TableSpec};
use zander_value::Type;

/// The instruction for an operation on a count and a number that fits into it, if there is one.
pub(super) fn count_with_number(op: Operator, n: u64) -> Option<fn(R, R, u32) -> Op> {
    if n > u32::MAX as u64 {
        return None;
    }
    Some(match op {
        Operator::Add => Op::AddCountI,
        Operator::Subtract => Op::SubCountI,
        Operator::Multiply => Op::MulCountI,
        Operator::Divide if n > 0 => Op::DivCountI,
        Operator::Modulo if n > 0 => Op::ModCountI,
        _ => return None,
    })
}

/// The instruction for an operation on two registers of these types.
pub(super) fn arithmetic(op: Operator, a: &Type, b: &Type, d: R, x: R, y: R) -> Op {
    use Operator::*;
    match (a, b, op) {
        (Type::Count, Type::Count, Add) => Op::AddCount(d, x, y),
        (Type::Count, Type::Count, Subtract) => Op::SubCount(d, x, y),
        (Type::Count, Type::Count, Multiply) => Op::MulCount(d, x, y),
        (Type::Count, Type::Count, Divide) => Op::DivCount(d, x, y),
        (Type::Count, Type::Count, Modulo) => Op::ModCount(d, x, y),
        (Type::Int, Type::Int, Add) => Op::AddInt(d, x, y),
        (Type::Int, Type::Int, Subtract) => Op::SubInt(d, x, y),
        (Type::Int, Type::Int, Multiply) => Op::MulInt(d, x, y),
        (Type::Double, Type::Double, Add) => Op::AddDouble(d, x, y),
        (Type::Double, Type::Double, Subtract) => Op::SubDouble(d, x, y),
        (Type::Double, Type::Double, Multiply) => Op::MulDouble(d, x, y),
        (Type::Double, Type::Double, Divide) => Op::DivDouble(d, x, y),
        (Type::String, Type::String, Add) => Op::Concat(d, x, y),
        _ => Op::Binary(operation(op), d, x, y),
    }
}

pub(super) fn operation(op: Operator) -> Operation {
    match op {
        Operator::Add => Operation::Add,
        Operator::Subtract => Operation::Subtract,
        Operator::Multiply => Operation::Multiply,
        Operator::Divide => Operation::Divide,
        Operator::Mask => Operation::Mask,
        Operator::Modulo => Operation::Modulo,
        Operator::BitAnd => Operation::BitAnd,
        Operator::BitOr => Operation::BitOr,
        Operator::BitXor => Operation::BitXor,
        Operator::ShiftLeft => Operation::ShiftLeft,
        Operator::ShiftRight => Operation::ShiftRight,
        Operator::Less => Operation::Less,
        Operator::LessEqual => Operation::LessEqual,
        Operator::Greater => Operation::Greater,
        Operator::GreaterEqual => Operation::GreaterEqual,
        Operator::Equal => Operation::Equal,
        Operator::NotEqual => Operation::NotEqual,
    }
}

/// The conversion as instructions know it.
pub(super) fn conversion(how: &Conversion) -> Convert {
    match how {
        Conversion::CountToInt => Convert::CountToInt,
        Conversion::IntToCount => Convert::IntToCount,
        Conversion::CountToDouble => Convert::CountToDouble,
        Conversion::IntToDouble => Convert::IntToDouble,
        Conversion::DoubleToCount => Convert::DoubleToCount,
        Conversion::DoubleToInt => Convert::DoubleToInt,
        Conversion::Record(ty, slots) => Convert::Record(ty.clone(), slots.clone()),
        Conversion::RecordFields(ty, slots) => {
            let one = |s: &Option<(usize, Option<Conversion>)>| {
                s.as_ref().map(|(from, how)| (*from, how.as_ref().map(conversion)))
            };
            Convert::RecordFields(ty.clone(), slots.iter().map(one).collect())
        }
        Conversion::Vector(each, ty) => Convert::Vector(Box::new(conversion(each)), ty.clone()),
        Conversion::Table(ty, attrs) => Convert::Table(TableSpec { ty: ty.clone(), attrs: attrs.clone() }),
        Conversion::FromAny(ty) => Convert::FromAny(ty.clone()),
        Conversion::List(ty) => Convert::List(ty.clone()),
    }
}
