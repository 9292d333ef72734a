//! What scripts do, step by step: each call with its arguments, each statement, each result.
//!
//! As with the profile, only bodies compiled with marks tell of it. A line is the network time, `FILE:LINE`, a tab for
//! every call under way, and what happens there.

use crate::calls::Frame;
use crate::vm::Vm;
use crate::watch::Trace;
use std::io::Write;
use zander_bytecode::{FuncKind, Place};
use zander_value::Val;
use zander_value::format::{escape, text};

/// Characters of a statement that are shown: of one with a body, its head.
const TEXT: usize = 100;

impl Vm {
    /// Has a line written for every call, statement and result from now on.
    pub fn trace_scripts(&mut self, trace: Trace) {
        self.script_trace = Some(trace);
    }

    /// The innermost body begins.
    pub(crate) fn trace_call(&mut self) {
        if self.script_trace.is_none() {
            return;
        }
        let Some(frame) = self.frames.last() else { return };
        let code = frame.code.clone();
        let at = code.places.first().map_or(Place::NONE, |(_, p)| *p);
        let (name, base) = (code.name.clone(), frame.base as usize);
        if name.is_empty() {
            return self.trace_line(at, b"initial value");
        }
        let mut line = Vec::new();
        let _ = write!(line, "{} {name} called: {name}(", self.flavor(&name));
        for i in 0..code.params as usize {
            let separator = if i > 0 { ", " } else { "" };
            let parameter = code.names.get(i).map_or("_", |n| n);
            let _ = write!(line, "{separator}{parameter} = '");
            escape(&mut line, &text(self.stack.get(base + i).unwrap_or(&Val::None)));
            line.push(b'\'');
        }
        line.push(b')');
        self.trace_line(at, &line);
    }

    /// A statement begins.
    pub(crate) fn trace_statement(&mut self) {
        if self.script_trace.is_none() {
            return;
        }
        let at = self.frames.last().map_or(Place::NONE, Frame::place);
        let source: String = self.host.text(at).unwrap_or_default().chars().take(TEXT).collect();
        self.trace_line(at, source.as_bytes());
    }

    /// The innermost body gives this back.
    pub(crate) fn trace_result(&mut self, v: Val) {
        if self.script_trace.is_none() {
            return;
        }
        let at = self.frames.last().map_or(Place::NONE, Frame::place);
        let mut line = b"returned: ".to_vec();
        escape(&mut line, &text(&v));
        self.trace_line(at, &line);
    }

    fn flavor(&self, name: &str) -> &'static str {
        let info = self.func_names.get(name).and_then(|id| self.funcs.get(*id as usize)?.info.as_ref());
        match info.map(|i| i.kind) {
            Some(FuncKind::Event) => "event",
            Some(FuncKind::Hook) => "hook",
            _ => "function",
        }
    }

    fn trace_line(&mut self, at: Place, what: &[u8]) {
        let Some(mut trace) = self.script_trace.take() else { return };
        let mut line = Vec::new();
        let _ = match self.host.locate(at) {
            Some(l) => write!(line, "{:.6} {}:{}", self.queue.now, l.file, l.line),
            None => write!(line, "{:.6} -", self.queue.now),
        };
        line.resize(line.len() + self.frames.len(), b'\t');
        line.extend_from_slice(what);
        line.push(b'\n');
        trace(&line);
        self.script_trace = Some(trace);
    }
}
