//! Clocks, and times as text. Local time is that of the machine's time zone, as in C.

mod strftime;
mod strptime;

use crate::call::warning;
use zander_value::Str;
use zander_vm::Context;

/// The wall clock.
pub fn current_time(cx: &mut Context<'_>) -> f64 {
    cx.host.now()
}

/// The clock of the packets.
pub fn network_time(cx: &mut Context<'_>) -> f64 {
    cx.network_time()
}

/// Sets the clock of the packets.
pub fn set_network_time(cx: &mut Context<'_>, nt: f64) -> bool {
    cx.queue.now = nt;
    true
}

/// When the event at hand was raised, as far as events carry that: -1 otherwise.
pub fn current_event_time(_: &mut Context<'_>) -> f64 {
    -1.0
}

/// What stands for a time that cannot be written.
const ERROR: &str = "<strftime error>";

/// A time as text.
pub fn strftime(_: &mut Context<'_>, format: &Str, d: f64) -> Str {
    match strftime::local(format.as_bytes(), d) {
        Some(text) if !text.is_empty() => text.into(),
        _ => Str::from(ERROR),
    }
}

/// A time from text; 0 with a warning when it does not fit the format.
pub fn strptime(cx: &mut Context<'_>, format: &Str, d: &Str) -> f64 {
    strptime::local(format.as_bytes(), d.as_bytes()).unwrap_or_else(|| {
        warning(cx, format!("strptime conversion failed: fmt:{} d:{}", format.to_text(), d.to_text()));
        0.0
    })
}

/// Waits.
pub fn sleep(cx: &mut Context<'_>, i: f64) -> f64 {
    let before = cx.host.now();
    cx.host.sleep(i);
    cx.host.now() - before
}
