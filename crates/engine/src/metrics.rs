//! Metrics over HTTP (`Telemetry::metrics_port`), and those about the process and the engine, which are brought up to date when
//! somebody asks.

use crate::engine::Core;
use std::cell::RefCell;
use std::time::Duration;
use zander_event::Declarations;
use zander_telemetry::{FamilyOptions, Kind, Registry, Server};
use zander_value::{Transport, Val};
use zander_vm::{RuntimeError, Vm};

/// The server, once scripts were loaded and if they want one.
#[derive(Default)]
pub struct Metrics {
    server: Option<Server>,
    /// Name and value of the label that tells nodes apart.
    label: (String, String),
}

fn text(vm: &Vm, name: &str) -> String {
    match vm.value(name) {
        Some(Val::Str(s)) => s.to_text().into_owned(),
        _ => String::new(),
    }
}

impl Metrics {
    /// Listens if scripts name a port. An error is a message for people.
    pub fn new(vm: &Vm) -> Result<Metrics, String> {
        let port = match vm.value("Telemetry::metrics_port") {
            Some(Val::Port(p)) if p.number != 0 && p.transport != Transport::Unknown => p.number,
            _ => return Ok(Metrics::default()),
        };
        let address = match text(vm, "Telemetry::metrics_address") {
            empty if empty.is_empty() => "0.0.0.0".to_owned(),
            named => named,
        };
        let limit = vm.value("Telemetry::callback_timeout").and_then(|v| v.as_seconds()).unwrap_or(5.0);
        let limit = Duration::try_from_secs_f64(limit).unwrap_or(Duration::from_secs(5));
        let server = Server::listen(&address, port, limit)
            .map_err(|e| format!("cannot listen for requests for metrics at {address}:{port}: {e}"))?;
        let label =
            (text(vm, "Telemetry::metrics_endpoint_label"), text(vm, "Telemetry::metrics_endpoint_name"));
        Ok(Metrics { server: Some(server), label })
    }

    /// True when somebody asks for metrics.
    #[inline]
    pub fn asked(&self) -> bool {
        self.server.as_ref().is_some_and(Server::asked)
    }

    /// Answers: scripts bring their metrics up to date, and the text goes out.
    pub fn answer(&self, vm: &mut Vm, core: &RefCell<Core>) -> Result<(), RuntimeError> {
        let Some(server) = &self.server else { return Ok(()) };
        if let Some(hook) = vm.function("Telemetry::sync") {
            vm.call(hook, &[])?;
        }
        let registry = vm.states.get::<Registry>();
        own(registry, &core.borrow());
        server.answer(registry.text((&self.label.0, &self.label.1)));
        Ok(())
    }
}

/// A metric of ours.
struct Own {
    kind: Kind,
    prefix: &'static str,
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    value: f64,
}

fn own(registry: &mut Registry, core: &Core) {
    let connections: u64 = core.flow.stats().current.iter().sum();
    let gauge = |prefix, name, unit, help, value| Own { kind: Kind::Gauge, prefix, name, unit, help, value };
    let total =
        |prefix, name, unit, help, value| Own { kind: Kind::Counter, prefix, name, unit, help, value };
    let process = Process::read();
    for o in [
        gauge("process", "resident_memory", "bytes", "Memory that is in use", process.resident),
        gauge("process", "virtual_memory", "bytes", "Memory that is mapped", process.mapped),
        total("process", "cpu", "seconds", "Time of processors that was used", process.seconds),
        gauge("process", "open_fds", "", "Open files", process.files),
        gauge("zeek", "active_sessions", "", "Connections that are known", connections as f64),
        total("zeek", "packets_processed", "", "Packets that were taken in", core.packets as f64),
        total("zeek", "bytes_processed", "", "Bytes of those, as captured", core.bytes as f64),
    ] {
        let wanted = FamilyOptions {
            kind: o.kind,
            prefix: o.prefix,
            name: o.name,
            unit: o.unit,
            help: o.help,
            labels: Vec::new(),
            bounds: Vec::new(),
        };
        // A script may have taken the name for something else.
        if let Ok(family) = registry.family(wanted) {
            family.metric(Vec::new()).value.set(o.value);
        }
    }
}

/// What the system knows about this process.
#[derive(Default)]
struct Process {
    resident: f64,
    mapped: f64,
    seconds: f64,
    files: f64,
}

impl Process {
    /// From `/proc/self` (proc(5)); zeros where there is none.
    fn read() -> Process {
        let read = |name| std::fs::read_to_string(name).unwrap_or_default();
        let status = read("/proc/self/status");
        let kilobytes = |name: &str| {
            let line = status.lines().find_map(|l| l.strip_prefix(name));
            let number = line.and_then(|l| l.split_whitespace().next()).and_then(|n| n.parse::<f64>().ok());
            number.unwrap_or_default() * 1024.0
        };
        // Fields 14 and 15, in ticks, of which Linux has 100 a second. The second field, the command's name, may hold blanks.
        let stat = read("/proc/self/stat");
        let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let ticks = |number: usize| {
            let field = rest.split_whitespace().nth(number - 3);
            field.and_then(|f| f.parse::<f64>().ok()).unwrap_or_default()
        };
        Process {
            resident: kilobytes("VmRSS:"),
            mapped: kilobytes("VmSize:"),
            seconds: (ticks(14) + ticks(15)) / 100.0,
            files: std::fs::read_dir("/proc/self/fd").map_or(0.0, |d| d.count() as f64),
        }
    }
}
