//! Between values and the Rust types that built-in functions are written with.

use std::rc::Rc;
use zander_value::{
    Addr, EnumItem, FileVal, FuncVal, OpaqueRef, Port, RecordRef, Str, Subnet, TableRef, Val, VectorRef,
    pattern::Pattern,
};
use zander_vm::RuntimeError;

type Result<T> = std::result::Result<T, RuntimeError>;

#[cold]
fn wrong(args: &[Val], at: usize) -> RuntimeError {
    match args.get(at) {
        None | Some(Val::None | Val::Lazy) => RuntimeError::new("value used but not set"),
        Some(v) => RuntimeError::new(format!("a value of type {} does not fit here", v.type_of())),
    }
}

macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident: $pattern:pat => $value:expr, $t:ty;)*) => { $(
        $(#[$doc])*
        pub fn $name(args: &[Val], at: usize) -> Result<$t> {
            match args.get(at) {
                Some($pattern) => Ok($value),
                _ => Err(wrong(args, at)),
            }
        }
    )* };
}

readers! {
    /// A truth value.
    boolean: Val::Bool(b) => *b, bool;
    /// Seconds of a time or interval, or a double.
    seconds: Val::Double(x) | Val::Time(x) | Val::Interval(x) => *x, f64;
    /// A string.
    string: Val::Str(s) => s, &Str;
    /// A pattern.
    pattern: Val::Pattern(p) => p, &Rc<Pattern>;
    /// A port.
    port: Val::Port(p) => *p, Port;
    /// A subnet.
    subnet: Val::Subnet(s) => **s, Subnet;
    /// A value of an enum.
    enumeration: Val::Enum(e) => e, &Rc<EnumItem>;
    /// A record.
    record: Val::Record(r) => r, &RecordRef;
    /// A table or set.
    table: Val::Table(t) => t, &TableRef;
    /// A vector.
    vector: Val::Vector(v) => v, &VectorRef;
    /// A function.
    function: Val::Func(f) => f, &Rc<FuncVal>;
    /// A file.
    file: Val::File(f) => f, &Rc<FileVal>;
    /// An opaque object.
    opaque: Val::Opaque(o) => o, &OpaqueRef;
}

/// A count. Integers that are not negative pass too.
pub fn count(args: &[Val], at: usize) -> Result<u64> {
    match args.get(at) {
        Some(Val::Count(n)) => Ok(*n),
        Some(Val::Int(n)) if *n >= 0 => Ok(*n as u64),
        _ => Err(wrong(args, at)),
    }
}

/// An integer. Counts pass too.
pub fn int(args: &[Val], at: usize) -> Result<i64> {
    match args.get(at) {
        Some(Val::Int(n)) => Ok(*n),
        Some(Val::Count(n)) => Ok(*n as i64),
        _ => Err(wrong(args, at)),
    }
}

/// An address.
pub fn address(args: &[Val], at: usize) -> Result<Addr> {
    args.get(at).and_then(Val::as_addr).ok_or_else(|| wrong(args, at))
}

/// Any value that is set.
pub fn any(args: &[Val], at: usize) -> Result<&Val> {
    match args.get(at) {
        None | Some(Val::None | Val::Lazy) => Err(wrong(args, at)),
        Some(v) => Ok(v),
    }
}

/// What a built-in function may return: a value, or a value unless it failed.
pub trait Answer {
    /// The value.
    type Value;
    /// The value or the failure.
    fn answer(self) -> Result<Self::Value>;
}

macro_rules! answers {
    ($($t:ty),*) => { $(
        impl Answer for $t {
            type Value = $t;
            fn answer(self) -> Result<$t> {
                Ok(self)
            }
        }
    )* };
}

answers!(
    (),
    bool,
    u64,
    i64,
    f64,
    Str,
    String,
    Vec<u8>,
    Val,
    Addr,
    Subnet,
    Port,
    RecordRef,
    TableRef,
    VectorRef,
    OpaqueRef
);

impl<T> Answer for Result<T> {
    type Value = T;
    fn answer(self) -> Result<T> {
        self
    }
}
