//! Records held back by `Log::delay` until their tokens are returned or their time is over.

use super::builtins::{find, shared, stream_id};
use super::write::to_filters;
use super::{Shared, Stream};
use std::cell::RefCell;
use std::rc::Rc;
use zander_value::{FuncVal, Opaque, OpaqueRef, RecordRef, Val};
use zander_vm::{Context, RuntimeError};

/// What is held back, and which writes are in progress.
#[derive(Default)]
pub(super) struct Delays {
    /// Writes whose hooks are running, innermost last.
    active: Vec<Pending>,
    held: Vec<Pending>,
    next_token: u64,
}

struct Pending {
    stream: Rc<RefCell<Stream>>,
    record: RecordRef,
    tokens: Vec<u64>,
    callbacks: Vec<Rc<FuncVal>>,
    due: f64,
}

/// Handed to scripts for one call of `Log::delay`.
#[derive(Debug)]
struct Token(u64);

impl Opaque for Token {
    fn type_name(&self) -> &str {
        "Log::DelayToken"
    }

    fn duplicate(&self) -> Option<Rc<dyn Opaque>> {
        Some(Rc::new(Token(self.0)))
    }

    fn as_any(&self) -> &dyn std::any::Any {
        self
    }
}

/// Notes that hooks for a record are about to run; [`end`] takes the returned number.
pub(super) fn begin(cx: &mut Context<'_>, stream: &Rc<RefCell<Stream>>, record: &RecordRef) -> usize {
    let now = cx.network_time();
    let manager = shared(cx);
    let mut manager = manager.0.borrow_mut();
    let due = now + stream.borrow().max_delay;
    let pending = Pending {
        stream: stream.clone(),
        record: record.clone(),
        tokens: Vec::new(),
        callbacks: Vec::new(),
        due,
    };
    manager.delays.active.push(pending);
    manager.delays.active.len() - 1
}

/// The hooks have run: true when the record is now held back.
pub(super) fn end(cx: &mut Context<'_>, depth: usize) -> bool {
    let manager = shared(cx);
    let released = {
        let delays = &mut manager.0.borrow_mut().delays;
        let Some(pending) = delays.active.drain(depth..).next() else { return false };
        if pending.tokens.is_empty() {
            return false;
        }
        let limit = pending.stream.borrow().max_delayed;
        let stream = Rc::as_ptr(&pending.stream);
        delays.held.push(pending);
        let same = |p: &Pending| Rc::as_ptr(&p.stream) == stream;
        let count = delays.held.iter().filter(|p| same(p)).count() as u64;
        (count > limit).then(|| delays.held.iter().position(same)).flatten().map(|i| delays.held.remove(i))
    };
    if let Some(oldest) = released {
        release(cx, oldest);
    }
    true
}

/// The delay is over: callbacks may change or drop the record, then the filters get it.
fn release(cx: &mut Context<'_>, pending: Pending) {
    let id = Val::Enum(pending.stream.borrow().id.clone());
    for callback in &pending.callbacks {
        match cx.call(callback, &[Val::Record(pending.record.clone()), id.clone()]) {
            Ok(Val::Bool(false)) => return,
            Ok(_) => {}
            Err(e) => cx.report_error(&e),
        }
    }
    if let Err(e) = to_filters(cx, &pending.stream, &pending.record) {
        cx.report_error(&e);
    }
}

impl Shared {
    /// True when some record is held back.
    pub fn any_held(&self) -> bool {
        !self.0.borrow().delays.held.is_empty()
    }

    /// Lets out the records whose time is over at `now`; all of them at the end of a run (`now` infinite).
    pub fn release_due(&self, cx: &mut Context<'_>, now: f64) {
        loop {
            let next = {
                let held = &mut self.0.borrow_mut().delays.held;
                held.iter().position(|p| p.due <= now).map(|i| held.remove(i))
            };
            match next {
                Some(p) => release(cx, p),
                None => return,
            }
        }
    }
}

pub(super) fn delay(cx: &mut Context<'_>, args: &[Val]) -> Result<Val, RuntimeError> {
    let (Some(Val::Record(record)), Some(Val::Func(callback))) = (args.get(1), args.get(2)) else {
        return Err("Log::delay needs the record that is being written".into());
    };
    let manager = shared(cx);
    let mut manager = manager.0.borrow_mut();
    let token = manager.delays.next_token + 1;
    let Some(pending) = manager.delays.active.iter_mut().rev().find(|p| Rc::ptr_eq(&p.record, record)) else {
        return Err(
            "Log::delay only works inside of Log::log_stream_policy, with the record that is being written"
                .into(),
        );
    };
    pending.tokens.push(token);
    pending.callbacks.push(callback.clone());
    manager.delays.next_token = token;
    Ok(Val::Opaque(OpaqueRef::new(Token(token))))
}

pub(super) fn finish(cx: &mut Context<'_>, args: &[Val]) -> Result<Val, RuntimeError> {
    let token = match args.get(2) {
        Some(Val::Opaque(o)) => o.get::<Token>().map(|t| t.0),
        _ => None,
    };
    let Some(token) = token else { return Err("this is not a token of Log::delay".into()) };
    let manager = shared(cx);
    let (found, ready) = {
        let delays = &mut manager.0.borrow_mut().delays;
        let mut found = false;
        for p in delays.active.iter_mut().chain(delays.held.iter_mut()) {
            if let Some(i) = p.tokens.iter().position(|t| *t == token) {
                p.tokens.remove(i);
                found = true;
            }
        }
        let done = delays.held.iter().position(|p| p.tokens.is_empty());
        (found, done.map(|i| delays.held.remove(i)))
    };
    if let Some(p) = ready {
        release(cx, p);
    }
    Ok(Val::Bool(found))
}

pub(super) fn queue_size(cx: &mut Context<'_>, args: &[Val]) -> Result<Val, RuntimeError> {
    let id = stream_id(args)?;
    let Some(stream) = find(cx, &id) else { return Ok(Val::Int(-1)) };
    let manager = shared(cx);
    let manager = manager.0.borrow();
    Ok(Val::Int(manager.delays.held.iter().filter(|p| Rc::ptr_eq(&p.stream, &stream)).count() as i64))
}

pub(super) fn set_max_interval(cx: &mut Context<'_>, args: &[Val]) -> Result<Val, RuntimeError> {
    let id = stream_id(args)?;
    let wanted = args.get(1).and_then(Val::as_seconds).unwrap_or(0.0);
    let Some(stream) = find(cx, &id) else { return Ok(Val::Bool(false)) };
    let mut stream = stream.borrow_mut();
    if wanted < stream.max_delay {
        drop(stream);
        cx.warning("the time that records may be held back can only grow");
        return Ok(Val::Bool(false));
    }
    stream.max_delay = wanted;
    Ok(Val::Bool(true))
}

pub(super) fn set_max_queue_size(cx: &mut Context<'_>, args: &[Val]) -> Result<Val, RuntimeError> {
    let id = stream_id(args)?;
    let wanted = args.get(1).and_then(Val::as_count).unwrap_or(0);
    let Some(stream) = find(cx, &id) else { return Ok(Val::Bool(false)) };
    stream.borrow_mut().max_delayed = wanted;
    Ok(Val::Bool(true))
}
