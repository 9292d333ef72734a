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
    /// Those for which a prototype came later.
    declared: HashSet<FuncId, RandomState>,
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
        self.declared.insert(event);
    }

    /// An expression names the function or event.
    pub fn mention(&mut self, func: FuncId) {
        self.mentioned.insert(func);
    }

    /// Whether a handler of the event needs no warning.
    fn is_known(&self, event: FuncId) -> bool {
        [&self.declared, &self.mentioned, &self.exempt].iter().any(|known| known.contains(&event))
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
            if self.usage.is_known(event) {
                continue;
            }
            let (name, span) = (self.func(event).name.clone(), self.func(event).span);
            let text = format!("handler for non-existing event cannot be invoked ({name})");
            let d = self.with_nearest(Diagnostic::warning("unknown-event", span, text), &name, &[]);
            self.report(d);
        }
        if !self.usage_issues {
            return;
        }
        let unused: Vec<FuncId> = self
            .symbols
            .iter()
            .filter(|s| !s.exported)
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
