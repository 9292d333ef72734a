//! The tree as nested lists in one line: what tests compare, and a look at what the parser made of a text.

use crate::ast::{
    Attr, Block, Case, CaseLabels, Constructor, EventCall, Expr, ExprKind, Field, Item, ItemKind, Signature,
    Stmt, StmtKind, Storage, Type, TypeKind, Variable,
};
use crate::unparse::{self, Style};

/// An item.
pub fn item(item: &Item) -> String {
    let text = kind(&item.kind);
    if item.exported { format!("(export {text})") } else { text }
}

fn kind(kind: &ItemKind) -> String {
    match kind {
        ItemKind::Module(name) => format!("(module {})", name.name),
        ItemKind::Variable(storage, variable) => {
            let keyword = match storage {
                Storage::Global => "global",
                Storage::Const => "const",
                Storage::Option => "option",
                Storage::Redef => "redef",
            };
            declared(keyword, variable)
        }
        ItemKind::Type(declared) => {
            format!("(type {} {}{})", declared.name.name, ty(&declared.ty), attrs(&declared.attrs))
        }
        ItemKind::Function(function) => {
            let body = function.body.as_ref().map_or_else(String::new, |body| format!(" {}", block(body)));
            let redef = if function.redef { "redef-" } else { "" };
            let flavor = format!("{:?}", function.flavor).to_lowercase();
            let name = &function.name.name;
            format!(
                "({redef}{flavor} {name} {}{}{body})",
                signature(&function.signature),
                attrs(&function.attrs)
            )
        }
        ItemKind::RedefEnum(redef) => {
            let values = redef.values.iter().map(|value| enum_value(&value.name.name, value.value.as_ref()));
            format!("(redef-enum {}{})", redef.name.name, spaced(values))
        }
        ItemKind::RedefRecord(redef) => {
            format!(
                "(redef-record {}{}{})",
                redef.name.name,
                spaced(redef.fields.iter().map(field)),
                attrs(&redef.attrs)
            )
        }
        ItemKind::RedefRecordField(redef) => {
            format!(
                "(redef-field {} {} {:?}{})",
                redef.record.name,
                redef.field.name,
                redef.op,
                attrs(&redef.attrs)
            )
        }
        ItemKind::Statement(inner) => format!("(statement {})", stmt(inner)),
        ItemKind::Load(path) => format!("(load {})", path.text),
        ItemKind::LoadSignatures(path) => format!("(load-sigs {})", path.text),
        ItemKind::LoadPlugin(path) => format!("(load-plugin {})", path.text),
        ItemKind::Unload(path) => format!("(unload {})", path.text),
        ItemKind::Prefixes(prefixes) => {
            let op = if prefixes.add { "+=" } else { "=" };
            format!("(prefixes {op}{})", spaced(prefixes.prefixes.iter().map(ToString::to_string)))
        }
        ItemKind::Debug(text) => format!("(debug {})", text.text),
        ItemKind::Deprecated(text) => format!("(deprecated {:?})", &*text.text),
        ItemKind::Pragma(pragma) => {
            let name = pragma.name.as_deref().unwrap_or("");
            format!("(pragma {} {name})", if pragma.push { "push" } else { "pop" })
        }
    }
}

/// Texts with a blank before each.
fn spaced(texts: impl Iterator<Item = String>) -> String {
    texts.map(|text| format!(" {text}")).collect()
}

fn declared(keyword: &str, variable: &Variable) -> String {
    let ty = variable.ty.as_ref().map_or_else(String::new, |t| format!(" : {}", ty(t)));
    let init = variable
        .init
        .as_ref()
        .map_or_else(String::new, |init| format!(" {:?} {}", init.op, expr(&init.value)));
    format!("({keyword} {}{ty}{init}{})", variable.name.name, attrs(&variable.attrs))
}

fn attrs(list: &[Attr]) -> String {
    spaced(list.iter().map(|attr| match &attr.value {
        Some(value) => format!("(&{} {})", attr.kind.name(), expr(value)),
        None => format!("&{}", attr.kind.name()),
    }))
}

fn enum_value(name: &str, value: Option<&Expr>) -> String {
    value.map_or_else(|| name.to_owned(), |value| format!("({name} {})", expr(value)))
}

fn field(field: &Field) -> String {
    format!("({} {}{})", field.name.name, ty(&field.ty), attrs(&field.attrs))
}

fn signature(signature: &Signature) -> String {
    let variadic = if signature.variadic { " ..." } else { "" };
    let result = signature.result.as_ref().map_or_else(String::new, |result| format!(" : {}", ty(result)));
    format!("(params{}{variadic}{result})", spaced(signature.params.iter().map(field)))
}

/// A type.
pub fn ty(of: &Type) -> String {
    match &of.kind {
        TypeKind::Enum(values) => {
            format!(
                "(enum{})",
                spaced(values.iter().map(|value| enum_value(&value.name.name, value.value.as_ref())))
            )
        }
        TypeKind::Record(fields) => format!("(record{})", spaced(fields.iter().map(field))),
        TypeKind::Table(index, value) => {
            format!("(table (index{}) {})", spaced(index.iter().map(ty)), ty(value))
        }
        TypeKind::Set(index) => format!("(set{})", spaced(index.iter().map(ty))),
        TypeKind::Vector(of) => format!("(vector {})", ty(of)),
        TypeKind::List(of) => format!("(list {})", ty(of)),
        TypeKind::Function(flavor, sig) => {
            format!("({} {})", format!("{flavor:?}").to_lowercase(), signature(sig))
        }
        TypeKind::File(Some(of)) => format!("(file {})", ty(of)),
        TypeKind::Opaque(name) => format!("(opaque {})", name.name),
        TypeKind::Base(_) | TypeKind::Name(_) | TypeKind::File(None) | TypeKind::Error => {
            unparse::ty(of, Style::Source)
        }
    }
}

fn block(block: &Block) -> String {
    stmts("block", &block.stmts)
}

fn stmts(name: &str, list: &[Stmt]) -> String {
    format!("({name}{})", spaced(list.iter().map(stmt)))
}

fn exprs(name: &str, list: &[Expr]) -> String {
    format!("({name}{})", spaced(list.iter().map(expr)))
}

fn event_call(name: &str, call: &EventCall) -> String {
    exprs(&format!("{name} {}", call.name.name), &call.args)
}

/// A statement.
pub fn stmt(of: &Stmt) -> String {
    match &of.kind {
        StmtKind::Null => "(null)".to_owned(),
        StmtKind::Block(inner) => block(inner),
        StmtKind::Expr(value) => expr(value),
        StmtKind::Print(values) => exprs("print", values),
        StmtKind::Event(call) => event_call("event", call),
        StmtKind::If(parts) => {
            let otherwise = parts.otherwise.as_ref().map_or_else(String::new, |s| format!(" {}", stmt(s)));
            format!("(if {} {}{otherwise})", expr(&parts.cond), stmt(&parts.then))
        }
        StmtKind::Switch(parts) => {
            format!("(switch {}{})", expr(&parts.subject), spaced(parts.cases.iter().map(case)))
        }
        StmtKind::For(parts) => {
            let keys = spaced(parts.keys.iter().map(|key| key.name.to_string()));
            let keys = if parts.bracketed {
                format!("[{}]", keys.trim_start())
            } else {
                keys.trim_start().to_owned()
            };
            let value = parts.value.as_ref().map_or_else(String::new, |value| format!(", {}", value.name));
            format!("(for {keys}{value} {} {})", expr(&parts.over), stmt(&parts.body))
        }
        StmtKind::While(parts) => format!("(while {} {})", expr(&parts.cond), stmt(&parts.body)),
        StmtKind::Next => "(next)".to_owned(),
        StmtKind::Break => "(break)".to_owned(),
        StmtKind::Fallthrough => "(fallthrough)".to_owned(),
        StmtKind::Return(None) => "(return)".to_owned(),
        StmtKind::Return(Some(value)) => format!("(return {})", expr(value)),
        StmtKind::Add(target) => format!("(add {})", expr(target)),
        StmtKind::Delete(target) => format!("(delete {})", expr(target)),
        StmtKind::Local(variable) => declared("local", variable),
        StmtKind::Const(variable) => declared("const", variable),
        StmtKind::When(parts) => {
            let name = if parts.is_return { "return-when" } else { "when" };
            let captures = captures(parts.captures.as_ref());
            let timeout = parts.timeout.as_ref();
            let timeout =
                timeout.map_or_else(String::new, |(t, b)| format!(" (timeout {} {})", expr(t), block(b)));
            format!("({name}{captures} {} {}{timeout})", expr(&parts.cond), stmt(&parts.body))
        }
        StmtKind::Assert(parts) => {
            let message = parts.message.as_ref().map_or_else(String::new, |m| format!(" {}", expr(m)));
            format!("(assert {}{message})", expr(&parts.cond))
        }
        StmtKind::Error => "(error)".to_owned(),
    }
}

fn case(case: &Case) -> String {
    let labels = match &case.labels {
        CaseLabels::Default => "default".to_owned(),
        CaseLabels::Values(values) => exprs("values", values),
        CaseLabels::Types(types) => {
            let types = types.iter().map(|case| {
                let name = case.name.as_ref().map_or_else(String::new, |name| format!(" as {}", name.name));
                format!("{}{name}", ty(&case.ty))
            });
            format!("(types{})", spaced(types))
        }
    };
    stmts(&format!("case {labels}"), &case.body)
}

fn captures(captures: Option<&Vec<crate::ast::Capture>>) -> String {
    let Some(captures) = captures else { return String::new() };
    let names = captures.iter().map(|c| format!("{}{}", if c.copy { "copy " } else { "" }, c.name.name));
    format!(" [{}]", names.collect::<Vec<_>>().join(", "))
}

fn constructor(of: &Constructor) -> String {
    let name = format!("{:?}", of.kind).to_lowercase();
    format!("({name}{}{})", spaced(of.elements.iter().map(expr)), attrs(&of.attrs))
}

/// An expression; literals and names as in source.
pub fn expr(of: &Expr) -> String {
    match &of.kind {
        ExprKind::Paren(inner) => format!("(paren {})", expr(inner)),
        ExprKind::Unary(op, inner) => format!("({op:?} {})", expr(inner)),
        ExprKind::Binary(op, left, right) => {
            format!("({} {} {})", unparse::binary(*op), expr(left), expr(right))
        }
        ExprKind::Assign(op, target, value) => format!("({op:?} {} {})", expr(target), expr(value)),
        ExprKind::LocalAssign(name, value) => format!("(local= {} {})", name.name, expr(value)),
        ExprKind::Conditional(parts) => {
            format!("(? {} {} {})", expr(&parts.0), expr(&parts.1), expr(&parts.2))
        }
        ExprKind::Call(callee, args) => exprs(&format!("call {}", expr(callee)), args),
        ExprKind::Hook(call) => format!("(hook {})", expr(call)),
        ExprKind::Index(inner, index) => exprs(&format!("index {}", expr(inner)), index),
        ExprKind::Slice(slice) => {
            let side = |side: &Option<Expr>| side.as_ref().map_or_else(|| "_".to_owned(), expr);
            format!("(slice {} {} {})", expr(&slice.of), side(&slice.low), side(&slice.high))
        }
        ExprKind::Field(inner, field) => format!("($ {} {})", expr(inner), field.name),
        ExprKind::HasField(inner, field) => format!("(?$ {} {})", expr(inner), field.name),
        ExprKind::FieldAssign(field, value) => format!("($= {} {})", field.name, expr(value)),
        ExprKind::Bracket(list) => exprs("bracket", list),
        ExprKind::Braces(list) => exprs("braces", list),
        ExprKind::Constructor(parts) => constructor(parts),
        ExprKind::Lambda(lambda) => {
            let captures = captures(lambda.captures.as_ref());
            let attrs = attrs(&lambda.attrs);
            format!("(lambda{captures} {}{attrs} {})", signature(&lambda.signature), block(&lambda.body))
        }
        ExprKind::Schedule(delay, call) => {
            format!("(schedule {} {})", expr(delay), event_call("event", call))
        }
        ExprKind::Copy(inner) => format!("(copy {})", expr(inner)),
        ExprKind::As(inner, to) => format!("(as {} {})", expr(inner), ty(to)),
        ExprKind::CanCast(inner, to) => format!("(?as {} {})", expr(inner), ty(to)),
        ExprKind::Is(inner, to) => format!("(is {} {})", expr(inner), ty(to)),
        ExprKind::Type(of) => format!("(type-value {})", ty(of)),
        ExprKind::Error => "(error)".to_owned(),
        _ => unparse::expr(of, Style::Source),
    }
}
