//! Local names of one body.
//!
//! A block opens no scope of its own: two declarations of one name in one body clash. But a name declared in a block
//! may not be used behind it.

use super::Checker;
use crate::hir::{self, ExprKind, LocalId};
use foldhash::fast::RandomState;
use hashbrown::HashMap;
use std::rc::Rc;
use zander_syntax::ast::Name;
use zander_syntax::diagnostic::Diagnostic;
use zander_syntax::span::Span;
use zander_value::{Flavor, Type};

/// Where a local name lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Home {
    Local(LocalId),
    Capture(u32),
}

/// What is known of a local name.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub home: Home,
    pub ty: Type,
    pub span: Span,
    pub constant: bool,
    /// The block it was declared in is open.
    pub visible: bool,
    pub used: bool,
    pub assigned: bool,
    pub parameter: bool,
}

/// What the body belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Owner {
    Flavor(Flavor),
    /// The condition or body of a `when` statement.
    When,
    /// Statements at the top level and initial values.
    Top,
}

/// A body that is being checked.
pub(crate) struct Scope {
    pub owner: Owner,
    pub result: Type,
    /// The first `return` with a value says what the result is: a function within an expression, without a type of result.
    pub infers_result: bool,
    pub locals: Vec<hir::Local>,
    pub names: HashMap<Name, Variable, RandomState>,
    /// Names declared in each open block.
    pub blocks: Vec<Vec<Name>>,
    pub loops: u32,
    pub switches: u32,
    /// Whether outer locals are reachable only through captures.
    pub closure: bool,
    /// For `when` without a capture list: what was captured as it was met, and `Some` while that is allowed.
    pub implicit: Option<Vec<(Name, hir::Expr)>>,
    pub captures: u32,
    /// Variables with `&is_assigned`: they have a value wherever they are used, however it looks.
    pub assured: Vec<LocalId>,
    /// Globals that were read, when somebody wants to know.
    pub globals: Vec<hir::GlobalId>,
}

impl Scope {
    pub fn new(owner: Owner, result: Type) -> Scope {
        Scope {
            owner,
            result,
            infers_result: false,
            locals: Vec::new(),
            names: HashMap::default(),
            blocks: vec![Vec::new()],
            loops: 0,
            switches: 0,
            closure: false,
            implicit: None,
            captures: 0,
            assured: Vec::new(),
            globals: Vec::new(),
        }
    }

    /// Makes a local without a name that can be used.
    pub fn local(&mut self, name: &Rc<str>, ty: Type, span: Span) -> LocalId {
        let id = LocalId(self.locals.len() as u32);
        self.locals.push(hir::Local { name: name.clone(), ty, span, table_attrs: None });
        id
    }

    /// Makes a local with a name.
    pub fn declare(&mut self, name: &Name, ty: Type, span: Span, constant: bool) -> LocalId {
        let id = self.local(name, ty.clone(), span);
        let variable = Variable {
            home: Home::Local(id),
            ty,
            span,
            constant,
            visible: true,
            used: false,
            assigned: false,
            parameter: false,
        };
        self.names.insert(name.clone(), variable);
        id
    }

    /// Makes a captured variable.
    pub fn capture(&mut self, name: &Name, ty: Type, span: Span, constant: bool) -> u32 {
        let slot = self.captures;
        self.captures += 1;
        let variable = Variable {
            home: Home::Capture(slot),
            ty,
            span,
            constant,
            visible: true,
            used: false,
            assigned: true,
            parameter: false,
        };
        self.names.insert(name.clone(), variable);
        slot
    }

    /// A block begins.
    pub fn open(&mut self) {
        self.blocks.push(Vec::new());
    }

    /// A block ends: what was declared in it cannot be used any more.
    pub fn close(&mut self) {
        for name in self.blocks.pop().unwrap_or_default() {
            if let Some(v) = self.names.get_mut(&name) {
                v.visible = false;
            }
        }
    }
}

impl Checker<'_> {
    /// The innermost body. There is always one while statements and expressions are checked; outside of all bodies an
    /// initial value has one of its own.
    pub(crate) fn scope(&mut self) -> &mut Scope {
        if self.scopes.is_empty() {
            self.scopes.push(Scope::new(Owner::Top, Type::Void));
        }
        let last = self.scopes.len() - 1;
        &mut self.scopes[last]
    }

    /// A local variable by name, if there is one, as an expression; looks through closures and reports what is not
    /// captured.
    pub(crate) fn local_name(&mut self, name: &Name, span: Span) -> Option<hir::Expr> {
        let depth = self.scopes.iter().rposition(|s| s.names.contains_key(name))?;
        let last = self.scopes.len() - 1;
        if depth == last || !self.crosses_closure(depth) {
            return Some(self.local_use(depth, name, span));
        }
        if self.scopes[last].implicit.is_some() {
            return Some(self.capture_implicitly(depth, name, span));
        }
        let declared = self.scopes[depth].names.get(name).map_or(Span::NONE, |v| v.span);
        let d = Diagnostic::error(
            "not-captured",
            span,
            format!("`{name}` is a variable outside of this function"),
        )
        .secondary(declared, "declared here")
        .hint(format!("capture it: `function[{name}](…)`"));
        self.report(d);
        Some(super::broken(span))
    }

    fn crosses_closure(&self, depth: usize) -> bool {
        self.scopes.iter().skip(depth + 1).any(|s| s.closure)
    }

    fn local_use(&mut self, depth: usize, name: &Name, span: Span) -> hir::Expr {
        let Some(v) = self.scopes[depth].names.get_mut(name) else { return super::broken(span) };
        v.used = true;
        let (home, ty, visible, declared) = (v.home, v.ty.clone(), v.visible, v.span);
        if !visible {
            let d =
                Diagnostic::error("out-of-scope", declared, format!("`{name}` is used outside of its block"))
                    .label("declared here")
                    .secondary(span, "used here, where the block has ended")
                    .hint("move the declaration in front of the block");
            self.report(d);
        }
        let kind = match home {
            Home::Local(id) => ExprKind::Local(id),
            Home::Capture(slot) => ExprKind::Capture(slot),
        };
        hir::Expr { kind, ty, span }
    }

    /// A `when` without a list takes what it uses.
    fn capture_implicitly(&mut self, depth: usize, name: &Name, span: Span) -> hir::Expr {
        let outer = self.local_use(depth, name, span);
        let last = self.scopes.len() - 1;
        let scope = &mut self.scopes[last];
        let ty = outer.ty.clone();
        let slot = scope.capture(name, ty.clone(), span, false);
        if let Some(list) = &mut scope.implicit {
            list.push((name.clone(), outer));
        }
        hir::Expr { kind: ExprKind::Capture(slot), ty, span }
    }

    /// Runs `f` in a new innermost body and gives that back.
    pub(crate) fn within<R>(&mut self, scope: Scope, f: impl FnOnce(&mut Self) -> R) -> (R, Scope) {
        self.scopes.push(scope);
        let result = f(self);
        let scope = self.scopes.pop().unwrap_or_else(|| Scope::new(Owner::Top, Type::Void));
        (result, scope)
    }

    /// All local names that can be used here, for hints.
    pub(crate) fn local_names(&self) -> Vec<Rc<str>> {
        let mut names: Vec<Rc<str>> = self.scopes.iter().flat_map(|s| s.names.keys().cloned()).collect();
        names.sort_unstable();
        names
    }
}
