//! The instructions.

use std::fmt;

/// A register of the running body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct R(pub u8);

impl fmt::Debug for R {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "r{}", self.0)
    }
}

/// Operations with two operands for which there is no opcode of their own: the values say what they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Mask,
    Modulo,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    /// On vectors of bool only; scalars jump.
    And,
    Or,
}

/// An instruction. The first register is the one that is written unless said otherwise. Jumps hold the number of the
/// instruction to go on with.
#[derive(Clone, Copy, PartialEq, Debug)]
#[repr(u8)]
pub enum Op {
    // --- moving ---
    Const(R, u32),
    Count(R, u32),
    Int(R, i32),
    Bool(R, bool),
    /// A double that takes half of its bits.
    Double(R, f32),
    /// Unsets.
    Unset(R),
    /// Copies; an error when the source is unset.
    Move(R, R),
    /// Copies, set or not.
    MoveRaw(R, R),
    /// Moves out of a temporary.
    Take(R, R),
    /// An error when the global is unset.
    LoadGlobal(R, u32),
    StoreGlobal(R, u32),
    LoadCapture(R, u32),
    StoreCapture(R, u32),
    /// Variables beyond the registers.
    LoadFar(R, u32),
    StoreFar(R, u32),

    // --- arithmetic on registers ---
    AddCount(R, R, R),
    SubCount(R, R, R),
    MulCount(R, R, R),
    DivCount(R, R, R),
    ModCount(R, R, R),
    AddInt(R, R, R),
    SubInt(R, R, R),
    MulInt(R, R, R),
    AddDouble(R, R, R),
    SubDouble(R, R, R),
    MulDouble(R, R, R),
    DivDouble(R, R, R),
    // --- arithmetic with a number ---
    AddCountI(R, R, u32),
    SubCountI(R, R, u32),
    MulCountI(R, R, u32),
    /// The number is not 0.
    DivCountI(R, R, u32),
    ModCountI(R, R, u32),
    AddIntI(R, R, i32),
    CountToDouble(R, R),
    IntToDouble(R, R),
    CountToInt(R, R),
    Concat(R, R, R),
    Not(R, R),
    /// Any other operation on two values.
    Binary(Operation, R, R, R),
    /// Element by element.
    VectorBinary(Operation, R, R, R),
    /// Target, selector, then, else.
    VectorCond(R, R, R, R),
    Negate(R, R),
    Complement(R, R),
    Size(R, R),

    // --- jumps ---
    Jump(u32),
    JumpIf(R, u32),
    JumpUnless(R, u32),
    /// Jumps when the variable has a value.
    JumpSet(R, u32),
    JumpLessCount(R, R, u32),
    JumpLessEqualCount(R, R, u32),
    JumpLessInt(R, R, u32),
    JumpLessEqualInt(R, R, u32),
    JumpLessDouble(R, R, u32),
    JumpLessEqualDouble(R, R, u32),
    JumpNotLessDouble(R, R, u32),
    JumpNotLessEqualDouble(R, R, u32),
    /// Values of any type.
    JumpEqual(R, R, u32),
    JumpNotEqual(R, R, u32),
    JumpLessCountI(R, u16, u32),
    JumpLessEqualCountI(R, u16, u32),
    JumpGreaterCountI(R, u16, u32),
    JumpGreaterEqualCountI(R, u16, u32),
    JumpEqualCountI(R, u16, u32),
    JumpNotEqualCountI(R, u16, u32),
    /// As those on values and counts, against a constant.
    JumpEqualConst(R, u16, u32),
    JumpNotEqualConst(R, u16, u32),
    JumpLessCountConst(R, u16, u32),
    /// Jumps when the count is no multiple of the number (not 0), or is one.
    JumpNotMultiple(R, u16, u32),
    JumpMultiple(R, u16, u32),
    /// Jumps by the truth of a field.
    JumpIfField(R, u16, u32),
    JumpUnlessField(R, u16, u32),
    JumpHasField(R, u16, u32),
    JumpLacksField(R, u16, u32),
    /// Table, first register of the key, how many.
    JumpIn(R, R, u8, u32),
    JumpNotIn(R, R, u8, u32),
    /// Value, switch.
    Switch(R, u32),

    // --- records ---
    /// Type by its number.
    NewRecord(R, u32),
    GetField(R, R, u16),
    /// A field of a record in a field, in one step; the second step follows as an instruction of its own, which is
    /// passed over unless the first field is not there or has yet to be made.
    GetField2(R, R, u16, u16),
    /// A field that only the jump behind it asks for: its instruction is carried out in the same step, without a copy of
    /// the value. That is a jump by a number, by a constant or by a field, or another of these for the field of a field.
    /// Where it cannot be, this is `GetField`.
    TestField(R, R, u16),
    /// Record, value, slot.
    SetField(R, R, u16),
    /// As `SetField`, from a temporary that is not read again.
    SetFieldTake(R, R, u16),
    HasField(R, R, u16),
    /// Back to the default, or unset.
    DeleteField(R, u16),

    // --- tables and sets: table, first register of the index, how many ---
    NewTable(R, u32),
    /// Target, table, key, how many.
    TableGet(R, R, R, u8),
    TableIn(R, R, R, u8),
    /// Table, key, how many, value.
    TableSet(R, R, u8, R),
    /// For a table being constructed: no `&on_change`.
    TableInit(R, R, u8, R),
    SetInit(R, R, u8),
    SetAdd(R, R, u8),
    TableDelete(R, R, u8),
    /// Of a table of patterns: a vector of the values of those that match.
    PatternTableGet(R, R, R),
    /// All elements of a table, set or vector.
    Clear(R),

    // --- vectors ---
    /// Element type by its number.
    NewVector(R, u32),
    Push(R, R),
    VectorGet(R, R, R),
    /// Vector, index, value.
    VectorSet(R, R, R),
    VectorSelect(R, R, R),
    VectorSliceSet(R, R, R, R),
    IndexIn(R, R, R),

    // --- strings, patterns, addresses ---
    StringIndex(R, R, R),
    /// Target, string or vector, from, to; unset where left out.
    Slice(R, R, R, R),
    /// Target, string, index, piece: a new string with the byte replaced.
    StringSet(R, R, R, R),
    StringIn(R, R, R),
    PatternIn(R, R, R),
    PatternIs(R, R, R),
    SubnetIn(R, R, R),

    // --- containers as a whole: target, container, what comes in or goes out ---
    Extend(R, R, R),
    Reduce(R, R, R),

    // --- types ---
    Convert(R, R, u32),
    /// The negative is an error.
    Cast(R, R, u32),
    Is(R, R, u32),
    Copy(R, R),
    /// Target, first, how many.
    NewList(R, R, u8),
    /// Target, list or vector, position.
    ListGet(R, R, u16),

    // --- calls: target, first argument, how many, function ---
    Call(R, R, u8, u32),
    CallBuiltin(R, R, u8, u32),
    CallValue(R, R, u8, R),
    CallHook(R, R, u8, u32),
    CallHookValue(R, R, u8, R),
    Return(R),
    /// Of a variable: an error when it is unset.
    ReturnLocal(R),
    ReturnNone,
    /// Ends a hook's handler and those after it.
    ReturnBreak,
    /// Target, first captured value, how many, function.
    Closure(R, R, u8, u32),
    /// First argument, how many, event.
    QueueEvent(R, u8, u32),
    /// First argument, how many, the event as a value.
    QueueEventValue(R, u8, R),
    /// Interval or time, first argument, how many, event.
    Schedule(R, R, u8, u32),
    /// First captured value, time limit (unset for none), the statement's number. Ends the function when it is a
    /// `return when`.
    When(R, R, u32),
    /// In a condition of `when`: if the asynchronous call made by the instruction given is answered, takes the answer
    /// and goes on behind it.
    Answered(R, u32),

    // --- loops: depth of the loop in the body, what to run over ---
    LoopTable(u8, R),
    LoopVector(u8, R),
    LoopString(u8, R),
    /// Depth, first target, how many targets: parts of the index, then (where one more than those) the value; where to
    /// go at the end.
    NextEntry(u8, R, u8, u32),
    /// Depth, index, value (the same register for none), where to go at the end.
    NextElement(u8, R, R, u32),
    NextByte(u8, R, u32),
    EndLoop(u8),

    /// First, how many.
    Print(R, u8),
    /// Text of the condition by its constant, message (unset for none).
    AssertFailed(R, u32),
    /// Assertion that held: the same.
    AssertPassed(R, u32),
    /// Ends the handler with the message in the constant.
    Fail(u32),
    /// A function with a result ends without one: a warning.
    FallOff,
    // --- for the profile and the trace of scripts ---
    /// The body begins.
    MarkBody,
    /// A statement begins.
    MarkStatement,
    /// The body gives this back.
    MarkResult(R),
}

impl Op {
    /// The registers that the instruction writes, or takes the value out of though it may be a variable's: the first, and how
    /// many.
    pub fn written(&self) -> Option<(R, u8)> {
        use Op::*;
        match *self {
            StoreGlobal(..) | StoreCapture(..) | StoreFar(..) => None,
            Jump(_) | JumpIf(..) | JumpUnless(..) | JumpSet(..) => None,
            JumpLessCount(..) | JumpLessEqualCount(..) | JumpLessInt(..) | JumpLessEqualInt(..) => None,
            JumpLessDouble(..) | JumpLessEqualDouble(..) => None,
            JumpNotLessDouble(..) | JumpNotLessEqualDouble(..) => None,
            JumpEqual(..) | JumpNotEqual(..) | JumpEqualConst(..) | JumpNotEqualConst(..) => None,
            JumpLessCountI(..) | JumpLessEqualCountI(..) | JumpLessCountConst(..) => None,
            JumpGreaterCountI(..) | JumpGreaterEqualCountI(..) => None,
            JumpEqualCountI(..) | JumpNotEqualCountI(..) | JumpNotMultiple(..) | JumpMultiple(..) => None,
            JumpIfField(..) | JumpUnlessField(..) | JumpHasField(..) | JumpLacksField(..) => None,
            JumpIn(..) | JumpNotIn(..) | Switch(..) => None,
            SetField(..) | SetFieldTake(..) | DeleteField(..) => None,
            TableSet(..) | TableInit(..) | SetInit(..) | SetAdd(..) | TableDelete(..) | Clear(..) => None,
            Push(..) | VectorSet(..) | VectorSliceSet(..) => None,
            QueueEvent(..) | QueueEventValue(..) | Schedule(..) | When(..) | ReturnNone | ReturnBreak => None,
            LoopTable(..) | LoopVector(..) | LoopString(..) | EndLoop(_) => None,
            Print(..) | AssertFailed(..) | AssertPassed(..) | Fail(_) | FallOff => None,
            MarkBody | MarkStatement | MarkResult(_) => None,
            NextEntry(_, first, count, _) => Some((first, count)),
            // One of the two may be left out: then it is named twice.
            NextElement(_, index, value, _) => {
                let (low, high) = (index.0.min(value.0), index.0.max(value.0));
                Some((R(low), high - low + 1))
            }
            NextByte(_, d, _) | Answered(d, _) => Some((d, 1)),
            Const(d, _) | Count(d, _) | Int(d, _) | Bool(d, _) | Double(d, _) | Unset(d) => Some((d, 1)),
            Move(d, _) | MoveRaw(d, _) | Take(d, _) | LoadGlobal(d, _) => Some((d, 1)),
            LoadCapture(d, _) | LoadFar(d, _) => Some((d, 1)),
            AddCount(d, ..) | SubCount(d, ..) | MulCount(d, ..) | DivCount(d, ..) | ModCount(d, ..) => {
                Some((d, 1))
            }
            AddInt(d, ..) | SubInt(d, ..) | MulInt(d, ..) => Some((d, 1)),
            AddDouble(d, ..) | SubDouble(d, ..) | MulDouble(d, ..) | DivDouble(d, ..) => Some((d, 1)),
            AddCountI(d, ..) | SubCountI(d, ..) | MulCountI(d, ..) | DivCountI(d, ..) => Some((d, 1)),
            ModCountI(d, ..) | AddIntI(d, ..) => Some((d, 1)),
            CountToDouble(d, _) | IntToDouble(d, _) | CountToInt(d, _) => Some((d, 1)),
            Concat(d, ..) | Not(d, _) | Negate(d, _) | Complement(d, _) | Size(d, _) => Some((d, 1)),
            Binary(_, d, ..) | VectorBinary(_, d, ..) | VectorCond(d, ..) => Some((d, 1)),
            NewRecord(d, _) | GetField(d, ..) | GetField2(d, ..) => Some((d, 1)),
            TestField(d, ..) | HasField(d, ..) => Some((d, 1)),
            NewTable(d, _) | TableGet(d, ..) | TableIn(d, ..) | PatternTableGet(d, ..) => Some((d, 1)),
            NewVector(d, _) | VectorGet(d, ..) | VectorSelect(d, ..) | IndexIn(d, ..) => Some((d, 1)),
            StringIndex(d, ..) | Slice(d, ..) | StringSet(d, ..) | StringIn(d, ..) => Some((d, 1)),
            PatternIn(d, ..) | PatternIs(d, ..) | SubnetIn(d, ..) => Some((d, 1)),
            Extend(d, ..) | Reduce(d, ..) | Convert(d, ..) | Cast(d, ..) | Is(d, ..) | Copy(d, _) => {
                Some((d, 1))
            }
            NewList(d, ..) | ListGet(d, ..) | Closure(d, ..) => Some((d, 1)),
            Call(d, ..) | CallBuiltin(d, ..) | CallValue(d, ..) | CallHook(d, ..) | CallHookValue(d, ..) => {
                Some((d, 1))
            }
            Return(s) | ReturnLocal(s) => Some((s, 1)),
        }
    }

    /// Where a jump goes, to be filled in.
    pub fn target(&mut self) -> Option<&mut u32> {
        use Op::*;
        match self {
            Jump(to)
            | JumpIf(_, to)
            | JumpUnless(_, to)
            | JumpSet(_, to)
            | JumpLessCount(_, _, to)
            | JumpLessEqualCount(_, _, to)
            | JumpLessInt(_, _, to)
            | JumpLessEqualInt(_, _, to)
            | JumpLessDouble(_, _, to)
            | JumpLessEqualDouble(_, _, to)
            | JumpNotLessDouble(_, _, to)
            | JumpNotLessEqualDouble(_, _, to)
            | JumpEqual(_, _, to)
            | JumpNotEqual(_, _, to)
            | JumpLessCountI(_, _, to)
            | JumpLessEqualCountI(_, _, to)
            | JumpGreaterCountI(_, _, to)
            | JumpGreaterEqualCountI(_, _, to)
            | JumpEqualCountI(_, _, to)
            | JumpNotEqualCountI(_, _, to)
            | JumpEqualConst(_, _, to)
            | JumpNotEqualConst(_, _, to)
            | JumpLessCountConst(_, _, to)
            | JumpNotMultiple(_, _, to)
            | JumpMultiple(_, _, to)
            | JumpIfField(_, _, to)
            | JumpUnlessField(_, _, to)
            | JumpHasField(_, _, to)
            | JumpLacksField(_, _, to)
            | JumpIn(_, _, _, to)
            | JumpNotIn(_, _, _, to)
            | Answered(_, to)
            | NextEntry(_, _, _, to)
            | NextElement(_, _, _, to)
            | NextByte(_, _, to) => Some(to),
            _ => None,
        }
    }
}

const _: () = assert!(std::mem::size_of::<Op>() == 8);
