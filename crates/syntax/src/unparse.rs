//! From the tree back to text: messages of failed assertions and run-time errors, printed functions.
//!
//! Layout is not kept: one line an expression, statements as `print` shows them in functions.

mod statements;
mod types;

use crate::ast::{
    AssignOp, BinaryOp, Capture, ConstructorKind, EventCall, Expr, ExprKind, Ident, Lambda, TimeUnit,
    Transport, UnaryOp,
};
use std::fmt::Write;
use std::net::IpAddr;

pub use statements::{block, stmt};
pub use types::{attrs, signature, ty};

/// How strings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As source that reads back to the same: strings in quotes with escapes.
    Source,
    /// As values print: strings bare, `sizeof x` for `|x|`; that is how functions and expressions appear in output
    /// that other programs compare.
    Plain,
}

/// An expression as text.
pub fn expr(expr: &Expr, style: Style) -> String {
    let mut printer = Printer::new(style);
    printer.expr(expr);
    printer.out
}

/// Writes the tree.
struct Printer {
    out: String,
    style: Style,
}

impl Printer {
    fn new(style: Style) -> Printer {
        Printer { out: String::new(), style }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Elements with `, ` between them.
    fn list<'t, N: 't>(
        &mut self,
        elements: impl IntoIterator<Item = &'t N>,
        mut put: impl FnMut(&mut Self, &'t N),
    ) {
        for (n, element) in elements.into_iter().enumerate() {
            if n > 0 {
                self.put(", ");
            }
            put(self, element);
        }
    }

    fn exprs(&mut self, list: &[Expr]) {
        self.list(list, Self::expr);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if self.style == Style::Plain {
            self.out.push_str(&String::from_utf8_lossy(bytes));
            return;
        }
        self.out.push('"');
        for &c in bytes {
            match c {
                b'"' => self.put("\\\""),
                b'\\' => self.put("\\\\"),
                b'\n' => self.put("\\n"),
                b'\t' => self.put("\\t"),
                b' '..=b'~' => self.out.push(char::from(c)),
                _ => self.format(format_args!("\\x{c:02x}")),
            }
        }
        self.out.push('"');
    }

    fn format(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing into a string cannot fail.
        let _ = self.out.write_fmt(arguments);
    }

    /// A number that reads as a double.
    fn double(&mut self, value: f64) {
        let start = self.out.len();
        self.format(format_args!("{value}"));
        let digits = self.out.get(start..).unwrap_or_default();
        if !digits.contains(['.', 'e', 'n', 'i']) {
            self.put(".0");
        }
    }

    fn address(&mut self, addr: &IpAddr) {
        match (addr, self.style) {
            (IpAddr::V6(addr), Style::Source) => self.format(format_args!("[{addr}]")),
            _ => self.format(format_args!("{addr}")),
        }
    }

    fn literal(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::Bool(value) => self.put(if *value { "T" } else { "F" }),
            ExprKind::Count(value) => self.format(format_args!("{value}")),
            ExprKind::Double(value) => self.double(*value),
            ExprKind::Interval(value, unit) => self.interval(*value, *unit),
            ExprKind::Port(number, transport) => {
                let transport = match transport {
                    Transport::Tcp => "tcp",
                    Transport::Udp => "udp",
                    Transport::Icmp => "icmp",
                    Transport::Unknown => "unknown",
                };
                self.format(format_args!("{number}/{transport}"));
            }
            ExprKind::Addr(addr) => self.address(addr),
            ExprKind::Subnet(addr, width) => {
                self.address(addr);
                self.format(format_args!("/{width}"));
            }
            ExprKind::String(bytes) => self.bytes(bytes),
            ExprKind::Pattern(pattern) => {
                let text = String::from_utf8_lossy(&pattern.text);
                self.format(format_args!("/{text}/"));
                self.put(if pattern.ignore_case { "i" } else { "" });
                self.put(if pattern.single_line { "s" } else { "" });
            }
            ExprKind::Directory => self.put("@DIR"),
            ExprKind::FileName => self.put("@FILENAME"),
            ExprKind::Name(name) | ExprKind::HostName(name) => self.put(name),
            _ => self.put("<error>"),
        }
    }

    fn interval(&mut self, value: f64, unit: TimeUnit) {
        let unit = match unit {
            TimeUnit::Day => "day",
            TimeUnit::Hour => "hr",
            TimeUnit::Minute => "min",
            TimeUnit::Second => "sec",
            TimeUnit::Millisecond => "msec",
            TimeUnit::Microsecond => "usec",
        };
        self.double(value);
        self.format(format_args!(" {unit}{}", if value == 1.0 { "" } else { "s" }));
    }

    fn around(&mut self, before: &str, inner: &Expr, after: &str) {
        self.put(before);
        self.expr(inner);
        self.put(after);
    }

    fn listed(&mut self, before: &str, list: &[Expr], after: &str) {
        self.put(before);
        self.exprs(list);
        self.put(after);
    }

    fn between(&mut self, left: &Expr, op: &str, right: &Expr) {
        self.expr(left);
        self.put(op);
        self.expr(right);
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Paren(inner) => self.around("(", inner, ")"),
            ExprKind::Unary(UnaryOp::Size, inner) => match self.style {
                Style::Source => self.around("|", inner, "|"),
                Style::Plain => self.around("sizeof ", inner, ""),
            },
            ExprKind::Unary(op, inner) => self.around(unary(*op), inner, ""),
            ExprKind::Binary(op, left, right) => {
                self.expr(left);
                self.put(" ");
                self.put(binary(*op));
                self.put(" ");
                self.expr(right);
            }
            ExprKind::Assign(op, target, value) => self.between(target, assign(*op), value),
            ExprKind::LocalAssign(name, value) => {
                self.format(format_args!("local {} = ", name.name));
                self.expr(value);
            }
            ExprKind::Conditional(parts) => {
                let (cond, then, otherwise) = &**parts;
                self.between(cond, " ? ", then);
                self.around(" : ", otherwise, "");
            }
            ExprKind::Call(callee, args) => {
                self.expr(callee);
                self.listed("(", args, ")");
            }
            ExprKind::Hook(call) => self.around("hook ", call, ""),
            ExprKind::Index(of, index) => {
                self.expr(of);
                self.listed("[", index, "]");
            }
            ExprKind::Slice(slice) => {
                self.expr(&slice.of);
                self.put("[");
                slice.low.iter().for_each(|low| self.expr(low));
                self.put(":");
                slice.high.iter().for_each(|high| self.expr(high));
                self.put("]");
            }
            ExprKind::Field(of, field) => self.field(of, "$", field),
            ExprKind::HasField(of, field) => self.field(of, "?$", field),
            ExprKind::FieldAssign(field, value) => {
                self.format(format_args!("${}=", field.name));
                self.expr(value);
            }
            ExprKind::Bracket(list) => self.listed("[", list, "]"),
            ExprKind::Braces(list) => self.listed("{ ", list, " }"),
            ExprKind::Constructor(constructor) => {
                self.put(match constructor.kind {
                    ConstructorKind::Table => "table",
                    ConstructorKind::Set => "set",
                    ConstructorKind::Vector => "vector",
                    ConstructorKind::Record => "record",
                });
                self.listed("(", &constructor.elements, ")");
                self.attrs(&constructor.attrs);
            }
            ExprKind::Lambda(lambda) => self.lambda(lambda),
            ExprKind::Schedule(delay, call) => {
                self.around("schedule ", delay, " { ");
                self.event_call(call);
                self.put(" }");
            }
            ExprKind::Copy(inner) => self.around("copy(", inner, ")"),
            ExprKind::As(inner, ty) => self.typed(inner, " as ", ty),
            ExprKind::CanCast(inner, ty) => self.typed(inner, " ?as ", ty),
            ExprKind::Is(inner, ty) => self.typed(inner, " is ", ty),
            ExprKind::Type(ty) => self.ty(ty),
            literal => self.literal(literal),
        }
    }

    fn field(&mut self, of: &Expr, op: &str, field: &Ident) {
        self.expr(of);
        self.put(op);
        self.put(&field.name);
    }

    fn typed(&mut self, inner: &Expr, op: &str, ty: &crate::ast::Type) {
        self.around("", inner, op);
        self.ty(ty);
    }

    fn event_call(&mut self, call: &EventCall) {
        self.put(&call.name.name);
        self.listed("(", &call.args, ")");
    }

    fn captures(&mut self, captures: Option<&Vec<Capture>>) {
        let Some(captures) = captures else { return };
        self.put("[");
        self.list(captures, |printer, capture| {
            printer.put(if capture.copy { "copy " } else { "" });
            printer.put(&capture.name.name);
        });
        self.put("]");
    }

    fn lambda(&mut self, lambda: &Lambda) {
        self.put(types::flavor(lambda.flavor));
        self.captures(lambda.captures.as_ref());
        self.signature(&lambda.signature);
        self.put(" ");
        self.block(&lambda.body);
    }
}

fn unary(op: UnaryOp) -> &'static str {
    match op {
        UnaryOp::Not => "!",
        UnaryOp::Minus => "-",
        UnaryOp::Plus => "+",
        UnaryOp::Complement => "~",
        UnaryOp::Size => "|",
        UnaryOp::Increment => "++",
        UnaryOp::Decrement => "--",
    }
}

/// An operator as written, without blanks.
pub fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "%",
        BinaryOp::BitAnd => "&",
        BinaryOp::BitOr => "|",
        BinaryOp::BitXor => "^",
        BinaryOp::ShiftLeft => "<<",
        BinaryOp::ShiftRight => ">>",
        BinaryOp::And => "&&",
        BinaryOp::Or => "||",
        BinaryOp::Less => "<",
        BinaryOp::LessEqual => "<=",
        BinaryOp::Greater => ">",
        BinaryOp::GreaterEqual => ">=",
        BinaryOp::Equal => "==",
        BinaryOp::NotEqual => "!=",
        BinaryOp::In => "in",
        BinaryOp::NotIn => "!in",
    }
}

fn assign(op: AssignOp) -> &'static str {
    match op {
        AssignOp::Set => " = ",
        AssignOp::Add => " += ",
        AssignOp::Remove => " -= ",
    }
}
