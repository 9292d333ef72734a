//! What scripts cost: time and calls of each handler and of each line.
//!
//! Bodies that were compiled for it hold a mark at their beginning and before each statement ([`Op::MarkBody`], [`Op::MarkStatement`]); others
//! hold none, so that a run without a profile pays nothing. Between two marks the clock runs for the first of them:
//! what a line costs is what was spent on it without the script functions that it calls, built-ins included.
//!
//! [`Op::MarkBody`]: zander_bytecode::Op::MarkBody
//! [`Op::MarkStatement`]: zander_bytecode::Op::MarkStatement

use crate::vm::Vm;
use std::collections::HashMap;
use std::fmt::Write;
use std::rc::Rc;
use zander_bytecode::{Code, Place};

#[derive(Clone, Copy, Default)]
struct Cost {
    calls: u64,
    seconds: f64,
}

struct Handler {
    /// Kept, so that no other code comes to stand at its address.
    code: Rc<Code>,
    cost: Cost,
    lines: HashMap<u32, (Place, Cost)>,
}

/// What was measured so far.
#[derive(Default)]
pub(crate) struct Profile {
    handlers: HashMap<*const Code, Handler>,
    /// For which handler and instruction the clock runs, and since when.
    running: Option<(*const Code, u32, f64)>,
}

impl Profile {
    fn stop(&mut self, now: f64) {
        let Some((code, at, since)) = self.running.take() else { return };
        let spent = (now - since).max(0.0);
        if let Some(handler) = self.handlers.get_mut(&code) {
            handler.cost.seconds += spent;
            if let Some((_, line)) = handler.lines.get_mut(&at) {
                line.seconds += spent;
            }
        }
    }
}

impl Vm {
    /// From now on marks are counted and timed.
    pub fn start_profile(&mut self) {
        self.profile = Some(Box::default());
    }

    /// The running body came to a mark; `begins` at its beginning.
    #[cold]
    pub(crate) fn mark(&mut self, begins: bool) {
        let now = self.host.now();
        let (Some(profile), Some(frame)) = (&mut self.profile, self.frames.last()) else { return };
        profile.stop(now);
        let (key, at) = (Rc::as_ptr(&frame.code), frame.pc);
        let handler = profile.handlers.entry(key).or_insert_with(|| Handler {
            code: frame.code.clone(),
            cost: Cost::default(),
            lines: HashMap::new(),
        });
        if begins {
            handler.cost.calls += 1;
        } else {
            handler.lines.entry(at).or_insert_with(|| (frame.place(), Cost::default())).1.calls += 1;
        }
        profile.running = Some((key, at, now));
    }

    /// No script runs any more.
    pub(crate) fn stop_profile_clock(&mut self) {
        if self.profile.is_some() {
            let now = self.host.now();
            if let Some(profile) = &mut self.profile {
                profile.stop(now);
            }
        }
    }

    /// The profile as text: handlers and lines, the dearest first. Empty without [`Vm::start_profile`].
    pub fn profile_text(&self) -> String {
        let Some(profile) = &self.profile else { return String::new() };
        let place = |p: Place| match self.host.locate(p) {
            Some(l) => format!("{}:{}", l.file, l.line),
            None => "-".to_owned(),
        };
        let mut handlers: Vec<(Cost, String)> = Vec::new();
        let mut lines: HashMap<String, Cost> = HashMap::new();
        for h in profile.handlers.values() {
            let at = h.code.places.first().map_or(Place::NONE, |(_, p)| *p);
            let name = if h.code.name.is_empty() { "(initial value)" } else { &h.code.name };
            handlers.push((h.cost, format!("{name} {}", place(at))));
            for (p, cost) in h.lines.values() {
                let line = lines.entry(place(*p)).or_default();
                line.calls += cost.calls;
                line.seconds += cost.seconds;
            }
        }
        let mut out = String::new();
        table(&mut out, "handler", handlers);
        out.push('\n');
        table(&mut out, "line", lines.into_iter().map(|(name, cost)| (cost, name)).collect());
        out
    }
}

fn table(out: &mut String, title: &str, mut rows: Vec<(Cost, String)>) {
    rows.sort_by(|(a, x), (b, y)| b.seconds.total_cmp(&a.seconds).then_with(|| x.cmp(y)));
    let total: f64 = rows.iter().map(|(c, _)| c.seconds).sum();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{:>12} {:>6} {:>12}  {title}", "seconds", "%", "calls");
    for (cost, name) in rows {
        let share = if total > 0.0 { 100.0 * cost.seconds / total } else { 0.0 };
        let _ = writeln!(out, "{:>12.6} {share:>6.2} {:>12}  {name}", cost.seconds, cost.calls);
    }
}
