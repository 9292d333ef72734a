//! Loops and `switch`.

use super::{Again, Exit, Home, Lower};
use crate::hir::{Expr, For, ForKind, LocalId, Stmt, StmtKind, Switch};
use zander_bytecode::{Op, R, Switch as Table};
use zander_value::{Key, Type};

impl Lower<'_> {
    /// The condition stands at the end, so that a round costs one jump.
    pub(super) fn while_loop(&mut self, c: &Expr, body: &Stmt) {
        let out = self.jump(c, false);
        let top = self.here();
        // `next` goes to the condition at the end, whose place is not known yet: it is patched like a break.
        self.exits.push(Exit { breaks: Vec::new(), again: Some(Again::Later(Vec::new())) });
        self.stmt(body);
        let exit = self.exits.pop();
        if let Some(Exit { breaks, again }) = exit {
            if let Some(Again::Later(jumps)) = again {
                self.patch_all(jumps);
            }
            for jump in self.jump(c, true) {
                self.patch_to(jump, top);
            }
            self.patch_all(breaks);
        }
        self.patch_all(out);
    }

    pub(super) fn for_loop(&mut self, f: &For) {
        let over = self.value(&f.over);
        let depth = self.loops;
        self.emit(match f.kind {
            ForKind::Table => Op::LoopTable(depth, over),
            ForKind::Vector => Op::LoopVector(depth, over),
            ForKind::String => Op::LoopString(depth, over),
        });
        let top = self.here();
        let next = self.scoped(|l| l.next_round(f, depth));
        self.loops = self.loops.saturating_add(1);
        self.exits.push(Exit { breaks: Vec::new(), again: Some(Again::To(top)) });
        self.stmt(&f.body);
        self.emit(Op::Jump(top));
        let exit = self.exits.pop();
        self.loops = depth;
        self.patch(next);
        if let Some(exit) = exit {
            self.patch_all(exit.breaks);
        }
        self.emit(Op::EndLoop(depth));
    }

    /// Fetches what the next round works on; gives the instruction that jumps at the end.
    fn next_round(&mut self, f: &For, depth: u8) -> usize {
        let target = |l: &Self, id: Option<LocalId>| id.and_then(|id| l.register(id));
        match f.kind {
            ForKind::Table => {
                let parts = match &f.over.ty {
                    Type::Table(t) => t.index.len(),
                    _ => f.keys.len(),
                };
                let mut wanted: Vec<Option<LocalId>> = f.keys.clone();
                wanted.resize(parts.max(f.keys.len()), None);
                if f.value.is_some() {
                    wanted.push(f.value);
                }
                let homes: Vec<Option<R>> = wanted.iter().map(|id| target(self, *id)).collect();
                let in_row = homes.windows(2).all(|w| match (w[0], w[1]) {
                    (Some(a), Some(b)) => a.0.checked_add(1) == Some(b.0),
                    _ => false,
                });
                if in_row && let Some(Some(first)) = homes.first() {
                    return self.emit(Op::NextEntry(depth, *first, wanted.len() as u8, 0));
                }
                let temps: Vec<R> = wanted.iter().map(|_| self.temp()).collect();
                let first = temps.first().copied().unwrap_or(R(255));
                let next = self.emit(Op::NextEntry(depth, first, wanted.len() as u8, 0));
                for (t, id) in temps.into_iter().zip(wanted) {
                    self.keep(t, id);
                }
                next
            }
            ForKind::Vector => {
                let index = f.keys.first().copied().flatten();
                let i = target(self, index).unwrap_or_else(|| self.temp());
                let (d, value) = match f.value {
                    Some(v) => (target(self, Some(v)).unwrap_or_else(|| self.temp()), Some(v)),
                    None => (i, None),
                };
                let next = self.emit(Op::NextElement(depth, i, d, 0));
                self.keep(i, index);
                self.keep(d, value);
                next
            }
            ForKind::String => {
                let id = f.keys.first().copied().flatten();
                let d = target(self, id).unwrap_or_else(|| self.temp());
                let next = self.emit(Op::NextByte(depth, d, 0));
                self.keep(d, id);
                next
            }
        }
    }

    /// Moves what a temporary holds to its variable.
    fn keep(&mut self, t: R, id: Option<LocalId>) {
        let Some(id) = id else { return };
        match self.home(id) {
            Home::Reg(r) if r == t => {}
            Home::Reg(r) => {
                self.emit(Op::Take(r, t));
            }
            Home::Far(k) => {
                self.emit(Op::StoreFar(t, k));
            }
        }
    }

    /// `break`
    pub(super) fn leave(&mut self) {
        if self.exits.is_empty() {
            self.emit(if self.hook { Op::ReturnBreak } else { Op::ReturnNone });
            return;
        }
        let at = self.emit(Op::Jump(0));
        if let Some(exit) = self.exits.last_mut() {
            exit.breaks.push(at);
        }
    }

    /// `next`
    pub(super) fn again(&mut self) {
        let at = self.emit(Op::Jump(0));
        let mut known = None;
        if let Some(exit) = self.exits.iter_mut().rev().find(|e| e.again.is_some()) {
            match &mut exit.again {
                Some(Again::To(top)) => known = Some(*top),
                Some(Again::Later(jumps)) => jumps.push(at),
                None => {}
            }
        }
        if let Some(top) = known {
            self.patch_to(at, top);
        }
    }

    pub(super) fn switch(&mut self, s: &Switch) {
        let subject = self.value(&s.subject);
        self.exits.push(Exit { breaks: Vec::new(), again: None });
        let by_type = s.cases.iter().any(|c| !c.types.is_empty());
        let mut entries: Vec<Vec<usize>> = Vec::new();
        let mut table = None;
        if by_type {
            for case in &s.cases {
                let mut jumps = Vec::new();
                for (ty, name) in &case.types {
                    self.scoped(|l| {
                        let (t, k) = (l.temp(), l.pool_type(ty));
                        l.emit(Op::Is(t, subject, k));
                        let over = l.emit(Op::JumpUnless(t, 0));
                        if let Some(id) = name {
                            l.emit(Op::Cast(t, subject, k));
                            l.keep(t, Some(*id));
                        }
                        jumps.push(l.emit(Op::Jump(0)));
                        l.patch(over);
                    });
                }
                entries.push(jumps);
            }
        } else {
            self.code.switches.push(Table::default());
            let at = self.code.switches.len() - 1;
            self.emit(Op::Switch(subject, at as u32));
            table = Some(at);
        }
        let otherwise = by_type.then(|| self.emit(Op::Jump(0)));
        let mut default = None;
        for (i, case) in s.cases.iter().enumerate() {
            let here = self.here();
            if case.default {
                default = Some(here);
            }
            if let Some(jumps) = entries.get(i).cloned() {
                self.patch_all(jumps);
            }
            if let Some(table) = table.and_then(|at| self.code.switches.get_mut(at)) {
                for key in case.values.iter().filter_map(Key::single) {
                    table.targets.entry(key).or_insert(here);
                }
            }
            self.block(&case.body);
            // A body that does not say how it ends leaves the switch.
            if !matches!(last(&case.body), Some(StmtKind::Fallthrough)) && i + 1 < s.cases.len() {
                self.leave();
            }
        }
        let end = self.here();
        if let Some(table) = table.and_then(|at| self.code.switches.get_mut(at)) {
            table.otherwise = default.unwrap_or(end);
        }
        if let Some(at) = otherwise {
            self.patch_to(at, default.unwrap_or(end));
        }
        if let Some(exit) = self.exits.pop() {
            self.patch_all(exit.breaks);
        }
    }
}

fn last(body: &[Stmt]) -> Option<&StmtKind> {
    match &body.last()?.kind {
        StmtKind::Block(list) => last(list),
        kind => Some(kind),
    }
}
