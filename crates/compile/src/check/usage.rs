//! Warnings about what is written and can never run.

use super::Checker;
use super::names::Meaning;
use crate::hir::{FuncId, FuncKind};
use foldhash::fast::RandomState;
use hashbrown::HashSet;
use zander_syntax::diagnostic::Diagnostic;

/// What is known of the use of functions and events.
#[derive(Default)]
pub(crate) struct Usage {
    /// Events that a handler brought into being: no prototype says that there is such an event.
    undeclared: Vec<FuncId>,
    /// Whatever some expression names.
    mentioned: HashSet<FuncId, RandomState>,
    /// Functions that are used in ways nobody sees (`&is_used`).
    exempt: HashSet<FuncId, RandomState>,
}

impl Usage {
    /// An event got its first handler without a prototype.
    pub fn handled_undeclared(&mut self, event: FuncId) {
        self.undeclared.push(event);
    }

    /// A prototype was found after all.
    pub fn declared(&mut self, event: FuncId) {
        self.undeclared.retain(|e| *e != event);
    }

    /// An expression names the function or event.
    pub fn mention(&mut self, func: FuncId) {
        self.mentioned.insert(func);
    }

    /// The function is not to be told of.
    pub fn exempt(&mut self, func: FuncId) {
        self.exempt.insert(func);
    }
}

impl Checker<'_> {
    /// Tells of handlers of events that nobody can raise and, where asked for, of functions that nobody calls.
    pub(crate) fn unused_functions(&mut self) {
        if !self.unused_warnings {
            return;
        }
        for event in std::mem::take(&mut self.usage.undeclared) {
            if self.usage.mentioned.contains(&event) || self.usage.exempt.contains(&event) {
                continue;
            }
            let (name, span) = (self.func(event).name.clone(), self.func(event).span);
            let text = format!("handler for non-existing event cannot be invoked ({name})");
            let mut d = Diagnostic::warning("unknown-event", span, text);
            if let Some(near) = self.symbols.nearest(&name, self.module, &[]).filter(|n| **n != *name) {
                d = d.hint(format!("did you mean `{near}`?"));
            }
            self.report(d);
        }
        if !self.usage_issues {
            return;
        }
        let unused: Vec<FuncId> = self
            .symbols
            .iter()
            .filter(|s| !s.exported || s.module == super::names::GLOBAL)
            .filter_map(|s| if let Meaning::Func(f) = s.meaning { Some(f) } else { None })
            .filter(|f| {
                let func = self.func(*f);
                func.kind == FuncKind::Function
                    && !func.bodies.is_empty()
                    && !self.usage.mentioned.contains(f)
                    && !self.usage.exempt.contains(f)
            })
            .collect();
        for f in unused {
            let (name, span) = (self.func(f).name.clone(), self.func(f).span);
            self.warn("unused", span, format!("non-exported function does not have any callers ({name})"));
        }
    }
}
