//! The checker: names, redefs, types.
//!
//! It goes through the scripts once, in the order in which they are loaded, as the language demands: a name has to be
//! declared before its use, a `redef` sees what stands before it, an initial value is computed when it is met. What has
//! been checked is in [`hir::Program`]; what is wrong is in the diagnostics, and an expression or type that is wrong has
//! the type [`Type::Error`], which agrees with everything, so that one mistake is told once.

mod assign;
mod attrs;
mod binary;
mod call;
mod construct;
mod convert;
mod declare;
mod enums;
mod expr;
mod flow;
mod func;
mod index;
mod init;
mod lambda;
mod load;
pub mod names;
mod records;
mod redef;
mod scope;
mod stmt;
mod switch;
#[cfg(test)]
mod tests;
mod types;
mod usage;
mod variable;
mod when;

pub use load::{Failed, Kind, Loaded, LoadedScript, Loader, Request, load};

use crate::hir::{self, FuncId, FuncKind, GlobalId, Program};
use foldhash::fast::RandomState;
use hashbrown::{HashMap, HashSet};
use names::{ModuleId, Symbols};
use scope::Scope;
use std::rc::Rc;
use zander_syntax::ast::{self, Docs};
use zander_syntax::diagnostic::{Diagnostic, Severity};
use zander_syntax::span::Span;
use zander_value::{EnumType, Flavor, FuncType, Str, Type, Val};

/// Runs code while scripts are loaded: conditions of `@if`, initial values, `redef`s. The VM implements it, so that
/// there is one executor.
pub trait Evaluator {
    /// Calls a function without parameters of the program so far and gives its result. Functions and globals are only
    /// ever appended to the program; a function known before may have got bodies, or lost them by `redef`. The program
    /// is lent: it is as it was when the call returns.
    fn run(&mut self, program: &mut Program, func: FuncId) -> Result<Val, Failure>;
    /// A function got a body, or lost those it had, and may have been run before.
    fn changed(&mut self, func: FuncId);
    /// The value of a variable, `Val::None` when it has none.
    fn get(&mut self, program: &Program, global: GlobalId) -> Val;
    /// Gives a variable its value.
    fn set(&mut self, program: &Program, global: GlobalId, value: Val);
}

/// A run-time error during loading.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What went wrong.
    pub message: String,
    /// Where, [`Span::NONE`] when unknown.
    pub span: Span,
}

/// So many unknown names are compared with all known ones. A script with more mistakes than that is no script.
const MAX_HINTS: u32 = 50;

/// What an [`hir::Expr`] that is wrong looks like.
pub(crate) fn broken(span: Span) -> hir::Expr {
    hir::Expr { kind: hir::ExprKind::Error, ty: Type::Error, span }
}

/// A function type, and what makes the values of its parameters that are left out.
type Defaults = (Rc<FuncType>, Vec<Option<FuncId>>);

/// What is known of the file that is being checked.
#[derive(Default)]
struct File {
    /// Functions without a body are implemented in Rust.
    builtin: bool,
    /// `@DIR` and `@FILENAME`.
    directory: Rc<str>,
    name: Rc<str>,
}

/// The state of checking.
pub(crate) struct Checker<'a> {
    pub program: Program,
    symbols: Symbols,
    module: ModuleId,
    /// Whether the present item stands in `export { … }`.
    exported: bool,
    docs: Docs,
    file: File,
    /// Bodies that are being checked, innermost last.
    scopes: Vec<Scope>,
    /// Default values of parameters by function type, for calls through values. The type is kept so that its address
    /// stays its own.
    defaults: HashMap<*const FuncType, Defaults, RandomState>,
    /// `@pragma push ignore-deprecations` and its like.
    pragmas: Vec<Rc<str>>,
    /// Statements at the top level.
    statements: Vec<hir::Stmt>,
    top: Option<Scope>,
    lambdas: u32,
    evaluator: &'a mut dyn Evaluator,
    diagnostics: Vec<Diagnostic>,
    errors: usize,
    /// How many more times a name may be looked for among all that are known.
    hints: u32,
    /// Names of hosts that stand for their addresses.
    host_names: Vec<Rc<str>>,
    /// More warnings, as `--usage-issues` asks for.
    usage_issues: bool,
    /// Warnings about handlers that nothing can run.
    unused_warnings: bool,
    usage: usage::Usage,
    /// Prototypes of events beyond the first.
    prototypes: HashMap<FuncId, Vec<func::Prototype>, RandomState>,
    redefs: redef::Redefs,
    /// Globals whose value `redef` or `Option::set` may change.
    redefinable: HashSet<GlobalId, RandomState>,
    /// By enum: whether its values have numbers of their own.
    explicit_enums: HashMap<*const EnumType, bool, RandomState>,
}

impl<'a> Checker<'a> {
    fn new(evaluator: &'a mut dyn Evaluator, usage_issues: bool) -> Checker<'a> {
        Checker {
            program: Program::default(),
            symbols: Symbols::default(),
            module: names::GLOBAL,
            exported: false,
            docs: Docs::default(),
            file: File::default(),
            scopes: Vec::new(),
            defaults: HashMap::default(),
            pragmas: Vec::new(),
            statements: Vec::new(),
            top: None,
            lambdas: 0,
            evaluator,
            diagnostics: Vec::new(),
            errors: 0,
            hints: MAX_HINTS,
            host_names: Vec::new(),
            usage_issues,
            unused_warnings: true,
            usage: usage::Usage::default(),
            prototypes: HashMap::default(),
            redefs: redef::Redefs::default(),
            redefinable: HashSet::default(),
            explicit_enums: HashMap::default(),
        }
    }

    /// Reports.
    fn report(&mut self, diagnostic: Diagnostic) {
        if diagnostic.severity == Severity::Error {
            self.errors += 1;
        }
        self.diagnostics.push(diagnostic);
    }

    /// Adds the name of the top level, or of `locals`, that looks most like one that is not known.
    fn with_nearest(&mut self, d: Diagnostic, name: &str, locals: &[Rc<str>]) -> Diagnostic {
        let Some(left) = self.hints.checked_sub(1) else { return d };
        self.hints = left;
        match self.symbols.nearest(name, self.module, locals) {
            Some(near) if *near != *name => d.hint(format!("did you mean `{near}`?")),
            _ => d,
        }
    }

    /// Reports an error that needs no more than a place and a message.
    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::error(code, span, message));
    }

    /// Reports an error and gives the expression that stands for it.
    fn wrong(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> hir::Expr {
        self.error(code, span, message);
        broken(span)
    }

    fn warn(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::warning(code, span, message));
    }

    /// Warns that something deprecated is used.
    fn deprecated(&mut self, span: Span, name: &str, message: &str) {
        if self.pragmas.iter().any(|p| &**p == "ignore-deprecations") {
            return;
        }
        let text = if message.is_empty() {
            format!("`{name}` is deprecated")
        } else {
            format!("`{name}` is deprecated: {message}")
        };
        self.warn("deprecated", span, text);
    }

    /// The name of the current module.
    fn module_name(&self) -> Rc<str> {
        self.symbols.module_name(self.module).clone()
    }

    fn func(&self, id: FuncId) -> &hir::Func {
        &self.program.funcs[id.0 as usize]
    }

    fn func_mut(&mut self, id: FuncId) -> &mut hir::Func {
        &mut self.program.funcs[id.0 as usize]
    }

    fn global(&self, id: GlobalId) -> &hir::Global {
        &self.program.globals[id.0 as usize]
    }

    fn add_func(&mut self, func: hir::Func) -> FuncId {
        let id = FuncId(self.program.funcs.len() as u32);
        self.program.funcs.push(func);
        id
    }

    /// A function without name or parameters around an expression.
    fn initializer(&mut self, value: hir::Expr) -> FuncId {
        let ty = value.ty.clone();
        let span = value.span;
        let code = hir::Stmt { kind: hir::StmtKind::Return(Some(value)), span };
        self.nameless(ty, code, Vec::new())
    }

    /// A function without name or parameters.
    fn nameless(&mut self, result: Type, code: hir::Stmt, locals: Vec<hir::Local>) -> FuncId {
        self.without_parameters("".into(), FuncKind::Initializer, result, code, locals)
    }

    fn without_parameters(
        &mut self,
        name: Rc<str>,
        kind: FuncKind,
        result: Type,
        code: hir::Stmt,
        locals: Vec<hir::Local>,
    ) -> FuncId {
        let span = code.span;
        let module = self.module_name();
        self.add_func(hir::Func {
            name,
            ty: Rc::new(FuncType { flavor: Flavor::Function, params: Vec::new(), variadic: false, result }),
            kind,
            defaults: Vec::new(),
            bodies: vec![hir::Body {
                priority: 0,
                groups: Vec::new(),
                module,
                locals,
                params: Vec::new(),
                captures: 0,
                code,
                span,
            }],
            span,
        })
    }
}

/// A string constant.
fn string(text: &str, span: Span) -> hir::Expr {
    hir::Expr { kind: hir::ExprKind::Const(Val::Str(Str::from(text))), ty: Type::String, span }
}

/// The expression within parentheses.
fn bare(e: &ast::Expr) -> &ast::Expr {
    match &e.kind {
        ast::ExprKind::Paren(inner) => bare(inner),
        _ => e,
    }
}
