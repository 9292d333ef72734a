//! The code of one body.

use crate::{Op, Place};
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::rc::Rc;
use zander_value::{Key, RecordType, TableAttrs, TableType, Type, Val};

/// A compiled body. Instructions refer to the pools by position.
#[derive(Debug, Default)]
pub struct Code {
    /// Full name of the callable.
    pub name: Rc<str>,
    pub ops: Vec<Op>,
    /// `(first instruction, place)`, ascending: the place holds until the next entry.
    pub places: Vec<(u32, Place)>,
    /// Statements that can be given up half-way, ascending by their first instruction; one that stands in another comes
    /// after it.
    pub statements: Vec<Statement>,
    pub consts: Vec<Val>,
    pub types: Vec<Type>,
    pub tables: Vec<TableSpec>,
    pub conversions: Vec<Conversion>,
    pub switches: Vec<Switch>,
    pub whens: Vec<WhenSpec>,
    /// How many registers the body uses, at most 256.
    pub registers: u16,
    /// How many parameters it takes.
    pub params: u16,
    /// The parameters stay as they were given: nothing assigns to them.
    pub keeps_params: bool,
    /// How many variables found no place in the registers.
    pub far: u32,
    /// Names of locals by register, for messages and the text form.
    pub names: Vec<Rc<str>>,
}

impl Code {
    /// The source place of an instruction.
    pub fn place(&self, pc: usize) -> Place {
        let at = self.places.partition_point(|(first, _)| *first as usize <= pc);
        at.checked_sub(1).and_then(|i| self.places.get(i)).map_or(Place::NONE, |(_, p)| *p)
    }

    /// The innermost statement that an instruction belongs to.
    pub fn statement(&self, pc: u32) -> Option<&Statement> {
        let begun = self.statements.partition_point(|s| s.first <= pc);
        self.statements.get(..begun)?.iter().rev().find(|s| pc < s.end)
    }
}

/// The instructions of a statement.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    pub first: u32,
    /// The instruction behind it.
    pub end: u32,
    /// How many loops over containers are under way around it.
    pub loops: u8,
    /// It gives the function its result: without it the caller's statement is given up as well.
    pub returns: bool,
}

/// A table, set or vector to be made.
#[derive(Debug, Clone)]
pub struct TableSpec {
    pub ty: Rc<TableType>,
    pub attrs: Option<Rc<TableAttrs>>,
}

/// A conversion that needs more than an opcode says.
#[derive(Debug, Clone)]
pub enum Conversion {
    CountToInt,
    IntToCount,
    CountToDouble,
    IntToDouble,
    /// The fraction is dropped; an error when it does not fit.
    DoubleToCount,
    DoubleToInt,
    /// For each slot of the new record the slot of the source, and how the field is converted.
    RecordFields(Rc<RecordType>, Vec<Option<(usize, Option<Conversion>)>>),
    /// For each slot of the new record the slot of the source.
    Record(Rc<RecordType>, Rc<[Option<usize>]>),
    /// Element by element; the type is that of the new elements.
    Vector(Box<Conversion>, Type),
    Table(TableSpec),
    FromAny(Type),
    List(Type),
}

/// Where a `switch` over values goes.
#[derive(Debug, Default)]
pub struct Switch {
    pub targets: HashMap<Key, u32, FixedState>,
    /// Where all other values go.
    pub otherwise: u32,
}

/// A `when` statement.
#[derive(Debug, Clone)]
pub struct WhenSpec {
    pub cond: u32,
    pub body: u32,
    /// Function that runs when the time is over.
    pub timeout: Option<u32>,
    /// `return when`
    pub is_return: bool,
    /// How many values are captured, from the instruction's register on.
    pub captures: u8,
    pub watched: Vec<u32>,
}
