//! One worker.

use crate::budgets::Budgets;
use crate::connection::{Payload, Types};
use crate::env::{Env, Events, Request};
use crate::handler::{Handler, with_tree};
use crate::layers::Layer;
use crate::load::Program;
use crate::packets::{Packets, Plain};
use crate::weirds::Weirds;
use crate::{inputs, logs, options};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use zander_analyzer::files::Files;
use zander_analyzer::{Analyzers, Setup, Tree};
use zander_capture::LiveOptions;
use zander_compile::check::LoadedScript;
use zander_event::{Args, Declarations, Queue};
use zander_flow::Flow;
use zander_vm::{Context, RuntimeError, Vm};
use zander_wire::packet::{Frame, FrameMeta};
use zander_wire::{Decoder, Verdict};

/// What the command line decides.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Take all checksums for granted (`-C`).
    pub ignore_checksums: bool,
    /// Seed of the flow table's hash; 0 lets the host choose.
    pub hash_seed: u64,
    /// Packets will come from interfaces.
    pub is_live: bool,
    /// Packets will come from files.
    pub is_trace: bool,
    /// The names of those, for scripts.
    pub path: String,
}

/// The part of the engine that built-ins reach while no packet is being processed.
pub struct Core {
    pub flow: Flow<Payload>,
    pub decoder: Decoder,
    /// Packets taken in, and their bytes.
    pub packets: u64,
    pub bytes: u64,
}

/// The engine's state as built-ins find it among the VM's.
#[derive(Clone)]
pub struct Shared {
    pub core: Rc<RefCell<Core>>,
    pub env: Rc<Env>,
}

/// Seconds for which the start waits for commands that scripts read.
const PATIENCE: f64 = 60.0;

/// The handle of standard output.
const STDOUT: u32 = 0;

/// Portions of timers that are handled in one call while no packet comes.
const PORTIONS: usize = 64;

/// Network time of the first packet at the least, in seconds since the epoch, whatever its source says: scripts take 0 for
/// a time that is not known.
const EARLIEST: f64 = 1.0;

/// Packets between two looks at the clock for input streams.
const CLOCK_EVERY: u64 = 1024;

/// At the end of the run the last events of so many connections are handled at a time.
const LAST_BATCH: usize = 4096;

/// A worker: flow table, analyzers, VM and logs.
pub struct Engine {
    pub vm: Vm,
    shared: Shared,
    logs: logs::Shared,
    inputs: inputs::Shared,
    suspension: crate::builtins::Suspension,
    stores: crate::builtins::OpenStores,
    metrics: crate::metrics::Metrics,
    look_ups: crate::builtins::LookUps,
    /// Stands in for the VM's queue while that is lent to whoever raises events.
    stand_in: Box<Queue>,
    budgets: Budgets,
    /// What was loaded, for the events that tell of it.
    scripts: Vec<LoadedScript>,
    /// `zeek_init` has run.
    initialised: bool,
    /// There was a time.
    started: bool,
    /// The state of the VM's answers at which the flow table was told which events are wanted.
    wants: Option<u64>,
    /// Packets taken in.
    pub packets: u64,
    /// Their bytes, as captured.
    pub bytes: u64,
    /// Packets that no connection and no event took in.
    pub unprocessed: u64,
    /// Script errors before the first packet: such a start counts as failed.
    pub startup_errors: u64,
}

impl Engine {
    /// Binds a loaded program. Faults of the analyzers' own signatures come back as text.
    pub fn new(program: Program, settings: &Settings) -> Result<Engine, String> {
        let Program { mut vm, scripts, signatures, .. } = program;
        let types = Types::bind(&vm)?;
        let setup = Setup { declarations: &vm };
        let (mut analyzers, faults) = Analyzers::new(&setup, zander_registry::PROTOCOLS, &signatures);
        if let Some(fault) = faults.into_iter().next() {
            return Err(format!("error in signature: {fault}"));
        }
        let mut files = Files::new(&setup, zander_registry::FILES);
        let mut seed = settings.hash_seed.to_le_bytes();
        if settings.hash_seed == 0 {
            vm.host.random(&mut seed);
        }
        let seed = u64::from_le_bytes(seed);
        files.set_rules(analyzers.signatures.take_file_rules());
        files.set_sink(Box::new(crate::extract::Extraction::default()));
        let env = Env {
            events: Events::bind(&vm),
            types,
            totals: crate::totals::Totals::bind(&vm),
            ids: crate::uid::Ids::bind(&vm),
            unrecorded: Cell::new(false),
            analyzers,
            analyzer_names: RefCell::default(),
            files,
            weirds: RefCell::new(Weirds::new(options::sampling(&vm))),
            requests: RefCell::default(),
            ignore_checksums_nets: RefCell::default(),
            exit: RefCell::default(),
            current: Cell::new(None),
            headers: crate::headers::Headers::bind(&vm),
            icmp: crate::icmp::Icmp::bind(&vm),
            packet_types: crate::packet_events::PacketTypes::bind(&vm),
            contents: crate::packet_events::Contents::bind(&vm),
            tunnels: crate::tunnels::Tunnels::bind(&vm),
            tcp_stats: crate::tcp_stats::TcpStats::bind(&vm),
            unknown: RefCell::new(crate::unknown::Unknown::bind(&vm)),
            packet_filter: crate::packet_filter::PacketFilter::bind(&vm),
            discarder: crate::discarder::Discarder::bind(&mut vm),
            packet_form: crate::frames::PacketForm::bind(&vm),
            input: RefCell::new(crate::builtins::Input {
                is_live: settings.is_live,
                is_trace: settings.is_trace,
                path: settings.path.clone(),
                ..Default::default()
            }),
            filters: RefCell::default(),
            frame: RefCell::default(),
            layers: crate::layers::Layers::default(),
            lent: RefCell::default(),
        };
        let mut decoder = Decoder::new(options::decoder(&vm, settings.ignore_checksums));
        options::routes(&vm, &mut decoder.routes);
        let core = Core { flow: Flow::new(options::flow(&vm, seed)), decoder, packets: 0, bytes: 0 };
        let shared = Shared { core: Rc::new(RefCell::new(core)), env: Rc::new(env) };
        let logs = vm.states.get::<logs::Shared>().clone();
        let inputs = vm.states.get::<inputs::Shared>().clone();
        let suspension = vm.states.get::<crate::builtins::Suspension>().clone();
        let look_ups = vm.states.get::<crate::builtins::LookUps>().clone();
        let metrics = crate::metrics::Metrics::new(&vm)?;
        let stores = vm.states.get::<crate::builtins::OpenStores>().clone();
        vm.states.set(Some(shared.clone()));
        let budgets = Budgets::new(options::seconds(&vm, "Budget::report_interval", 60.0));
        Ok(Engine {
            vm,
            shared,
            logs,
            inputs,
            suspension,
            stores,
            metrics,
            look_ups,
            stand_in: Box::default(),
            budgets,
            scripts,
            initialised: false,
            started: false,
            wants: None,
            packets: 0,
            bytes: 0,
            unprocessed: 0,
            startup_errors: 0,
        })
    }

    /// Runs `zeek_init` and what it raises. An error is the script's wish to end at once.
    pub fn start(&mut self) -> Result<(), RuntimeError> {
        if let Err(error) = self.vm.run_statements() {
            self.vm.report_error(&error);
            return Err(error);
        }
        // Before a log of the same name is opened.
        logs::finish_leftovers(&mut Context::new(&mut self.vm));
        self.vm.raise("zeek_init", Args::new());
        let core = &self.shared.env.events.core;
        for script in std::mem::take(&mut self.scripts) {
            let (path, depth) = (script.path.as_bytes(), script.depth as u64);
            core.zeek_script_loaded(&mut Plain(&mut self.vm.queue), path, depth);
        }
        self.drain()?;
        // What is wrong with a source is no fault of the scripts.
        self.startup_errors = self.vm.errors;
        self.settle_inputs()?;
        self.initialised = true;
        Ok(())
    }

    /// Reads what input streams were asked for, and sources that changed. True when something was read; the events that
    /// this raised have been handled.
    pub fn poll_inputs(&mut self) -> Result<bool, RuntimeError> {
        self.answer_for_metrics()?;
        let now = self.vm.host.now();
        let (inputs, look_ups) = (self.inputs.clone(), self.look_ups.clone());
        let answered = look_ups.deliver(&mut self.vm)?;
        let read = inputs.poll(&mut Context::new(&mut self.vm), now)? || answered;
        if read {
            self.drain()?;
        }
        Ok(read)
    }

    fn answer_for_metrics(&mut self) -> Result<(), RuntimeError> {
        if self.metrics.asked() {
            self.metrics.answer(&mut self.vm, &self.shared.core)?;
            self.drain()?;
        }
        Ok(())
    }

    /// Reads every source that has an end, and what scripts ask for in turn, so that it is in place before the first
    /// packet. A command that takes longer than [`PATIENCE`] is no longer waited for.
    fn settle_inputs(&mut self) -> Result<(), RuntimeError> {
        let begun = self.vm.host.now();
        while self.inputs.unfinished() {
            if !self.poll_inputs()? {
                if (self.vm.host.now() - begun).abs() > PATIENCE {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
        }
        Ok(())
    }

    /// True while scripts want packets to wait (`suspend_processing`).
    pub fn suspended(&self) -> bool {
        self.suspension.0.get() > 0
    }

    /// The time of the clock, in seconds since the epoch.
    pub fn clock(&mut self) -> f64 {
        self.vm.host.now()
    }

    /// For a time without packets: reads input streams, and lets time pass up to `now` for timers; `None` while packets
    /// of a capture are still to come, whose time counts then. True when something was read.
    pub fn idle(&mut self, now: Option<f64>) -> Result<bool, RuntimeError> {
        let read = self.poll_inputs()?;
        self.tell_of_budgets(false);
        if let Some(now) = now {
            if self.initialised && !std::mem::replace(&mut self.started, true) {
                self.vm.raise("network_time_init", Args::new());
            }
            // In portions, so that events do not pile up; and not for ever, since packets may have come meanwhile.
            for _ in 0..PORTIONS {
                let fired = self.advance(now)?;
                self.drain()?;
                self.shared.core.borrow_mut().flow.reap(|_| ());
                if fired == 0 {
                    break;
                }
            }
        }
        self.drain()?;
        Ok(read)
    }

    /// Writes out what logs and scripts' output have in their buffers. A cause of failure is reported once.
    pub fn flush(&mut self) {
        let logs = self.logs.clone();
        logs.flush(&mut Context::new(&mut self.vm));
        let _ = self.vm.host.flush(STDOUT);
    }

    /// Seconds between two flushes of logs while packets come as they happen (`Log::flush_interval`).
    pub fn flush_interval(&self) -> f64 {
        self.vm.value("Log::flush_interval").and_then(|v| v.as_seconds()).unwrap_or(1.0)
    }

    /// Seconds without a packet after which the clock's time counts (`packet_source_inactivity_timeout`).
    pub fn patience(&self) -> f64 {
        self.vm.value("packet_source_inactivity_timeout").and_then(|v| v.as_seconds()).unwrap_or(0.1)
    }

    /// Whether the packet processed last is one for the file of `-w`: all are but those of connections that scripts do not
    /// want recorded (`set_record_packets`), and these are too with `record_all_packets`.
    pub fn records_packet(&self) -> bool {
        let all = || self.vm.value("record_all_packets").and_then(|v| v.as_bool()).unwrap_or(false);
        !self.shared.env.unrecorded.get() || all()
    }

    /// Whether the clock may move network time while no packets come.
    pub fn follows_clock(&self) -> bool {
        self.vm.value("allow_network_time_forward").and_then(|v| v.as_bool()).unwrap_or(true)
    }

    /// How interfaces are to be opened; `ring` for those named `af_packet::`, whose options are those of that module.
    pub fn live_options(&self, ring: bool) -> Result<LiveOptions, String> {
        options::live(&self.vm, ring)
    }

    /// True when scripts want the run to go on without packets, until `terminate()` is called.
    pub fn runs_on(&self) -> bool {
        self.vm.global("exit_only_after_terminate").and_then(|v| v.as_bool()).unwrap_or(false)
    }

    /// True while names or addresses are being looked up.
    pub fn looks_up(&self) -> bool {
        self.look_ups.pending()
    }

    /// True while input streams may still bring something.
    pub fn watches_inputs(&self) -> bool {
        self.inputs.watching()
    }

    /// Takes in a frame: moves time forward, lets timers fire, decodes, runs the events.
    pub fn packet(&mut self, frame: Frame<'_>) -> Result<(), RuntimeError> {
        self.packets += 1;
        self.bytes += frame.data.len() as u64;
        {
            let core = &mut *self.shared.core.borrow_mut();
            (core.packets, core.bytes) = (self.packets, self.bytes);
        }
        let time = frame.time;
        if self.wants != Some(self.vm.wanted_changes()) {
            self.tell_wants();
        }
        if self.packets.is_multiple_of(CLOCK_EVERY) || self.inputs.due() {
            self.poll_inputs()?;
            self.tell_of_budgets(false);
        }
        let now = time.max(EARLIEST);
        if !self.started {
            // A time of zero is no time yet.
            self.started = time != 0.0;
            self.vm.queue.now = self.vm.queue.now.max(now);
            self.vm.raise("network_time_init", Args::new());
        }
        self.advance(now)?;
        self.decode(&frame);
        if let Some(e) = self.shared.env.exit.take() {
            return Err(e);
        }
        if !self.vm.queue.is_empty() {
            // Whoever handles these events may ask for the frame.
            self.shared.env.frame.borrow_mut().keep(&frame);
        }
        self.drain()?;
        self.shared.core.borrow_mut().flow.reap(|_| ());
        Ok(())
    }

    #[cold]
    fn tell_wants(&mut self) {
        self.wants = Some(self.vm.wanted_changes());
        let core = &mut *self.shared.core.borrow_mut();
        options::wants(&self.vm, &self.shared.env.events, core.flow.config_mut());
    }

    /// Takes note of a frame that its source found to be no frame: the weird of this name, and no decoding.
    pub fn faulty_packet(&mut self, name: &str) -> Result<(), RuntimeError> {
        self.packets += 1;
        self.odd_input(name, "")
    }

    /// Takes note of something odd in a source that stands beside its frames.
    pub fn odd_input(&mut self, name: &str, addl: &str) -> Result<(), RuntimeError> {
        self.shared.env.unrelated_weird(&mut self.vm.queue, name, addl, "");
        self.drain()
    }

    /// Has a frame decoded and what is in it processed; events are queued.
    fn decode(&mut self, frame: &Frame<'_>) {
        let core = &mut *self.shared.core.borrow_mut();
        let env = &*self.shared.env;
        env.tunnels.geneve_options.borrow_mut().clear();
        env.unrecorded.set(false);
        if env.layers.is_off(Layer::Link) {
            self.unprocessed += 1;
            return;
        }
        std::mem::swap(&mut self.vm.queue, &mut self.stand_in);
        let mut sink = Packets {
            env,
            flow: &mut core.flow,
            vm: &mut self.vm,
            queue: &mut self.stand_in,
            time: frame.time,
            carriers: Vec::new(),
            inner_headers: Vec::new(),
        };
        let mut meta = FrameMeta::new(*frame);
        let verdict = core.decoder.decode(&mut meta, &mut sink);
        std::mem::swap(&mut self.vm.queue, &mut self.stand_in);
        env.current.set(None);
        for (name, addl) in env.headers.take_oddities() {
            env.unrelated_weird(&mut self.vm.queue, name, &addl, "");
        }
        let events = &env.events.core;
        if self.vm.queue.wanted(events.raw_packet) {
            let header = env.headers.raw(&meta);
            self.vm.queue.push(events.raw_packet, Args::from_iter([header]));
        }
        if verdict != Verdict::Processed {
            self.unprocessed += 1;
            if self.vm.queue.wanted(events.packet_not_processed) {
                let packet = env.packet_form.value(frame);
                self.vm.queue.push(events.packet_not_processed, Args::from_iter([packet]));
            }
        }
    }

    /// Moves network time forward and lets timers fire, without running the events that they raise. Gives how many of
    /// connections' timers fired. Scripts tell that no packet came yet by a time of 0: once there is one, time is 1 second
    /// at least, also where a capture counts from its own beginning.
    pub fn advance(&mut self, now: f64) -> Result<u32, RuntimeError> {
        if now > self.vm.queue.now {
            self.vm.queue.now = now.max(1.0);
        }
        let mut fired = 0;
        {
            let core = &mut *self.shared.core.borrow_mut();
            if core.flow.pass(now) {
                std::mem::swap(&mut self.vm.queue, &mut self.stand_in);
                let mut handler = Handler::new(&self.shared.env, &mut self.vm, &mut self.stand_in);
                fired = core.flow.advance(now, &mut handler);
                std::mem::swap(&mut self.vm.queue, &mut self.stand_in);
            }
            core.decoder.advance_time(now);
        }
        self.vm.advance(now)?;
        self.shared.env.files.expire(&mut self.vm.queue, now);
        if self.logs.0.borrow().rotation_due(now) {
            let logs = self.logs.clone();
            logs.rotate_due(&mut Context::new(&mut self.vm), now);
        }
        self.stores.sweep(now);
        if self.logs.any_held() {
            let logs = self.logs.clone();
            logs.release_due(&mut Context::new(&mut self.vm), now);
        }
        Ok(fired)
    }

    /// Runs all waiting events, and what scripts asked for meanwhile.
    pub fn drain(&mut self) -> Result<(), RuntimeError> {
        loop {
            self.vm.drain()?;
            let env = &self.shared.env;
            if env.requests.borrow().is_empty() {
                env.types.release(&mut self.shared.core.borrow_mut().flow);
                return Ok(());
            }
            for request in env.requests.take() {
                self.carry_out(request);
            }
        }
    }

    /// Raises `budget_spent` for what was shed, when it is time; `at_end` it always is.
    fn tell_of_budgets(&mut self, at_end: bool) {
        let core = self.shared.core.borrow();
        let now = if at_end { f64::INFINITY } else { self.vm.queue.now };
        for spent in self.budgets.spent(&core, now) {
            self.shared.env.events.core.budget_spent(
                &mut Plain(&mut self.vm.queue),
                spent.resource.as_bytes(),
                spent.shed,
                spent.held,
                spent.limit,
            );
        }
    }

    fn carry_out(&mut self, request: Request) {
        let core = &mut *self.shared.core.borrow_mut();
        let id = match &request {
            Request::Skip(conn) | Request::Configure { conn, .. } => *conn,
            Request::Match(m) => m.conn,
        };
        std::mem::swap(&mut self.vm.queue, &mut self.stand_in);
        let queue = &mut *self.stand_in;
        if let Some(conn) = core.flow.get_mut(id) {
            let mut analyzers = |f: &mut dyn FnMut(&mut zander_analyzer::Context<'_>)| {
                with_tree(&self.shared.env, &mut self.vm, queue, conn, None, f);
            };
            match request {
                Request::Configure { id, name, value, .. } => {
                    analyzers(&mut |cx| _ = Tree::configure(cx, id, name, &value));
                }
                Request::Match(m) => analyzers(&mut |cx| {
                    Tree::match_content(cx, m.content, m.from, m.text.as_bytes(), m.first, m.last);
                }),
                Request::Skip(_) => conn.set_skip(true),
            }
        }
        core.flow.settle(id, &mut Handler::new(&self.shared.env, &mut self.vm, queue));
        std::mem::swap(&mut self.vm.queue, &mut self.stand_in);
    }

    /// The link type of the source at hand, a number of the LINKTYPE registry, and its name.
    pub fn set_source(&mut self, path: &str, link_type: Option<u16>) {
        let mut input = self.shared.env.input.borrow_mut();
        path.clone_into(&mut input.path);
        input.link_type = link_type;
    }

    /// What scripts are told by `get_net_stats`.
    pub fn set_counters(&mut self, counters: crate::builtins::Counters) {
        self.shared.env.input.borrow_mut().counters = counters;
    }

    /// Counts the capture filters that scripts installed: when it changes, [`Engine::filter`] is another.
    #[inline]
    pub fn filter_generation(&self) -> u64 {
        self.shared.env.filters.borrow().generation
    }

    /// The capture filter that scripts want; `None` lets everything pass.
    pub fn filter(&self) -> Option<String> {
        self.shared.env.filters.borrow().installed.clone()
    }

    /// Ends the run: remaining connections and files are told, `zeek_done` runs, logs are closed. Returns what could
    /// not be written.
    pub fn finish(&mut self) -> Result<Vec<String>, RuntimeError> {
        self.tell_of_budgets(true);
        self.vm.states.get::<zander_builtins::Process>().terminating = true;
        self.vm.close_schedule();
        // There is no packet at hand any more.
        self.shared.env.frame.take();
        while !self.end_connections() {
            self.drain()?;
            self.shared.core.borrow_mut().flow.reap(|_| ());
        }
        self.shared.env.files.finish(&mut self.vm.queue);
        self.vm.raise("net_done", Args::from_iter([zander_value::Val::Time(self.vm.queue.now)]));
        self.drain()?;
        // What was scheduled comes before the farewell.
        self.vm.expire_timers()?;
        self.drain()?;
        self.vm.raise("zeek_done", Args::new());
        self.drain()?;
        // Without packets the clock tells when logs were closed, as it told when they were opened.
        let now = if self.vm.queue.now > 0.0 { self.vm.queue.now } else { self.vm.host.now() };
        let logs = self.logs.clone();
        let mut cx = Context::new(&mut self.vm);
        logs.release_due(&mut cx, f64::INFINITY);
        Ok(logs.finish(&mut cx, now))
    }

    /// Removes connections at the end of the run; false when more are left.
    fn end_connections(&mut self) -> bool {
        let core = &mut *self.shared.core.borrow_mut();
        std::mem::swap(&mut self.vm.queue, &mut self.stand_in);
        let mut handler = Handler::new(&self.shared.env, &mut self.vm, &mut self.stand_in);
        handler.ending = true;
        let done = core.flow.finish(LAST_BATCH, &mut handler);
        std::mem::swap(&mut self.vm.queue, &mut self.stand_in);
        done
    }

    /// Network time: that of the latest packet, in seconds since the epoch.
    pub fn now(&self) -> f64 {
        self.vm.queue.now
    }

    /// Connections that are known now.
    pub fn connections(&self) -> usize {
        self.shared.core.borrow().flow.len()
    }
}
