//! Packets on their way into the engine: from capture files, one after the other, or from interfaces, all at once.
//!
//! A faulty file is analysed up to its fault. While interfaces are silent the clock moves time on, a little behind the
//! kernel, which keeps frames back for a few milliseconds; so time never runs ahead of a frame that is still to come.

use crate::cli::Arguments;
use crate::progress::Progress;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use zander_capture::{CaptureError, Filter, Frame as Captured, Live, Source, Writer, wait_any};
use zander_engine::Engine;
use zander_engine::builtins::Counters;
use zander_vm::RuntimeError;
use zander_wire::link::LinkType;
use zander_wire::packet::Frame;

/// Why a run ended before its input did.
pub enum Stop {
    /// A capture, or what is written from it, is at fault.
    Fault(String),
    /// A script asked for it.
    Script(RuntimeError),
}

impl From<RuntimeError> for Stop {
    fn from(e: RuntimeError) -> Stop {
        Stop::Script(e)
    }
}

impl From<CaptureError> for Stop {
    fn from(e: CaptureError) -> Stop {
        Stop::Fault(e.to_string())
    }
}

/// Where packets come from.
pub enum Sources {
    /// No packets; scripts may still wait for other input.
    None,
    /// The first file, opened; the others are when it is their turn.
    Files(Box<Source>),
    Interfaces(Vec<Live>),
}

/// How long one look at silent interfaces lasts at most: the grain of timers then.
const LOOK: Duration = Duration::from_millis(100);
/// How long one look at input streams is apart from the next when nothing else is to be done.
const NAP: Duration = Duration::from_millis(5);
/// Frames that are taken from an interface before the next one has its turn.
const TURN: usize = 512;

impl Sources {
    /// Opens the capture that the command line names first, before any script runs. `-f` is checked here, too.
    pub fn files(a: &Arguments) -> Result<Sources, CaptureError> {
        if let Some(first) = a.read.first() {
            let mut source = Source::open(&first.to_string_lossy())?;
            if let Some(expression) = &a.filter {
                source.set_filter(Some(Filter::new(expression, source.link_type().unwrap_or(1))?));
            }
            return Ok(Sources::Files(Box::new(source)));
        }
        Ok(Sources::None)
    }

    /// Opens the interfaces that the command line names, as the scripts' options say. `af_packet::` before a name shares the
    /// interface with the other workers of the same group.
    pub fn interfaces(a: &Arguments, engine: &Engine) -> Result<Sources, String> {
        let mut all = Vec::with_capacity(a.interfaces.len());
        for (number, name) in a.interfaces.iter().enumerate() {
            let ring = name.strip_prefix("af_packet::");
            let options = engine.live_options(ring.is_some())?;
            let error = |e: CaptureError| e.to_string();
            let mut filter = a.filter.as_ref().map(|f| Filter::new(f, 1)).transpose().map_err(error)?;
            let name = ring.unwrap_or(name);
            all.push(Live::open(name, number as u32, filter.as_mut(), &options).map_err(error)?);
        }
        Ok(Sources::Interfaces(all))
    }

    /// What the frames start with, a number of the LINKTYPE registry, where that is known.
    pub fn link_type(&self) -> Option<u16> {
        match self {
            Sources::None => None,
            Sources::Files(first) => first.link_type(),
            Sources::Interfaces(all) => all.first().map(Live::link_type),
        }
    }
}

/// Takes packets to the engine.
pub struct Feed<'a> {
    arguments: &'a Arguments,
    terminate: &'a AtomicBool,
    engine: &'a mut Engine,
    writer: Option<Writer>,
    /// Takes what was not processed.
    unprocessed: Option<Writer>,
    /// The filter of scripts that the source at hand has.
    generation: u64,
    /// When logs are to be flushed, by the clock.
    flush_at: f64,
}

impl<'a> Feed<'a> {
    /// Creates the files of `-w` and `-c`.
    pub fn new(
        arguments: &'a Arguments,
        terminate: &'a AtomicBool,
        engine: &'a mut Engine,
    ) -> Result<Feed<'a>, CaptureError> {
        let create =
            |path: &Option<PathBuf>| path.as_ref().map(|p| Writer::create(&p.to_string_lossy())).transpose();
        let (writer, unprocessed) = (create(&arguments.write)?, create(&arguments.unprocessed)?);
        Ok(Feed { arguments, terminate, engine, writer, unprocessed, generation: 0, flush_at: 0.0 })
    }

    /// Runs from `zeek_init` until packets are over, scripts have what they wait for, or the run is to end.
    pub fn run(&mut self, sources: Sources) -> Result<(), Stop> {
        let result = self.all(sources);
        // What was read until a fault is to be had from the copy, too.
        for w in [&mut self.writer, &mut self.unprocessed].into_iter().flatten() {
            w.finish()?;
        }
        result
    }

    fn all(&mut self, sources: Sources) -> Result<(), Stop> {
        let by_clock = matches!(sources, Sources::Interfaces(_))
            || matches!(sources, Sources::None) && self.engine.runs_on();
        if by_clock {
            // Real time counts, from the start: else the first timers would all be due at once.
            let now = self.engine.clock();
            self.engine.idle(Some(now))?;
        }
        self.engine.start()?;
        match sources {
            // Time stands still meanwhile, so that no limit passes that counts from the beginning of all time.
            Sources::None if !self.engine.runs_on() => self.wait(false, Engine::looks_up)?,
            Sources::None => {}
            Sources::Files(first) => {
                self.file(*first)?;
                for path in self.arguments.read.iter().skip(1) {
                    if self.ending() {
                        break;
                    }
                    self.file(Source::open(&path.to_string_lossy())?)?;
                }
            }
            Sources::Interfaces(all) => return self.interfaces(all),
        }
        if self.engine.runs_on() {
            self.wait(true, |_| true)?;
        }
        Ok(())
    }

    fn ending(&self) -> bool {
        self.terminate.load(Ordering::Relaxed)
    }

    /// The filter that applies: the one scripts installed, else that of the command line.
    fn expression(&self) -> Option<String> {
        match self.engine.filter_generation() {
            0 => self.arguments.filter.clone(),
            _ => self.engine.filter(),
        }
    }

    /// Waits while `going` holds, or until the run is to end; meanwhile input streams are read, and timers fire if
    /// `by_clock`.
    fn wait(&mut self, by_clock: bool, going: impl Fn(&Engine) -> bool) -> Result<(), Stop> {
        while going(self.engine) && !self.ending() {
            let now = self.engine.clock();
            if !self.engine.idle(by_clock.then_some(now))? {
                thread::sleep(NAP);
            }
            self.flush(now);
        }
        Ok(())
    }

    /// Flushes logs when it is time.
    fn flush(&mut self, now: f64) -> bool {
        let due = now >= self.flush_at;
        if due {
            self.engine.flush();
            self.flush_at = now + self.engine.flush_interval();
        }
        due
    }

    #[inline]
    fn frame(&mut self, frame: &Captured<'_>) -> Result<(), Stop> {
        if let Some(short) = frame.short_option {
            let addl = format!("expected {} bytes, got {} bytes", short.expected, short.length);
            self.engine.odd_input("pcapng_invalid_option_length", &addl)?;
        }
        let unprocessed = self.engine.unprocessed;
        match frame.fault {
            Some(name) => self.engine.faulty_packet(name)?,
            None => self.engine.packet(Frame {
                time: frame.as_seconds(),
                data: frame.data,
                wire_len: frame.wire_len,
                link_type: LinkType(frame.link_type),
                checksums_verified: frame.checksums_verified,
            })?,
        }
        if let Some(w) = &mut self.writer
            && self.engine.records_packet()
        {
            w.write(frame)?;
        }
        if let Some(w) = &mut self.unprocessed
            && self.engine.unprocessed > unprocessed
        {
            w.write(frame)?;
        }
        Ok(())
    }

    /// Reads a capture to its end, or to its first fault: what came before the fault has been processed then.
    fn file(&mut self, mut source: Source) -> Result<(), Stop> {
        let size = std::fs::metadata(Path::new(source.name())).map_or(0, |m| m.len());
        let mut progress = Progress::new(size, self.arguments.no_progress);
        let mut pace = self.arguments.pseudo_realtime.map(Pace::new);
        // Another file may have another link type, for which the filter is another program.
        let mut generation = None;
        loop {
            if self.engine.suspended() {
                self.wait(false, Engine::suspended)?;
            }
            if generation != Some(self.engine.filter_generation()) {
                generation = Some(self.engine.filter_generation());
                let link_type = source.link_type().unwrap_or(1);
                source.set_filter(self.expression().map(|e| Filter::new(&e, link_type)).transpose()?);
            }
            let Some(frame) = source.next()? else { break };
            if let Some(pace) = &mut pace {
                self.keep_pace(pace, frame.as_seconds())?;
            }
            self.frame(&frame)?;
            progress.packet(self.engine.packets, self.engine.bytes, || self.engine.connections());
            if self.ending() {
                break;
            }
        }
        Ok(())
    }

    /// Lets as much time pass as lay between the packets of a capture.
    fn keep_pace(&mut self, pace: &mut Pace, time: f64) -> Result<(), Stop> {
        loop {
            let now = pace.now(time);
            if now >= time || self.ending() {
                return Ok(());
            }
            self.engine.idle(Some(now))?;
            let clock = self.engine.clock();
            self.flush(clock);
            thread::sleep(pace.until(time).min(LOOK));
        }
    }

    /// Captures until the run is to end.
    fn interfaces(&mut self, mut all: Vec<Live>) -> Result<(), Stop> {
        let patience = self.engine.patience();
        // The kernel hands a frame over when its block is full or old enough.
        let lag = 2.0 * all.iter().map(Live::block_timeout).max().unwrap_or_default().as_secs_f64();
        let follows_clock = self.engine.follows_clock();
        let names = all.iter().map(Live::name).collect::<Vec<_>>().join(", ");
        eprintln!("zander: listening on {names}");
        let mut last = self.engine.clock();
        while !self.ending() {
            if self.engine.suspended() {
                self.wait(true, Engine::suspended)?;
            }
            if self.generation != self.engine.filter_generation() {
                self.generation = self.engine.filter_generation();
                for live in &mut all {
                    let mut filter =
                        self.expression().map(|e| Filter::new(&e, live.link_type())).transpose()?;
                    live.set_filter(filter.as_mut())?;
                }
            }
            let mut any = false;
            for live in &mut all {
                for _ in 0..TURN {
                    let Some(frame) = live.next(Duration::ZERO)? else { break };
                    any = true;
                    self.frame(&frame)?;
                }
            }
            let now = self.engine.clock();
            if any {
                last = now;
            } else {
                if now - last >= patience {
                    self.engine.idle(follows_clock.then_some(now - lag))?;
                }
                wait_any(&all, LOOK)?;
            }
            if now >= self.flush_at {
                self.count(&mut all)?;
                self.flush(now);
                // Also where packets come one by one, without a pause.
                self.engine.poll_inputs()?;
            }
        }
        let total = self.count(&mut all)?;
        eprintln!(
            "zander: {} packets from {names}, {} dropped, {} not processed",
            self.engine.packets, total.dropped, self.engine.unprocessed,
        );
        Ok(())
    }

    /// Reads the kernel's counters, for scripts that ask.
    fn count(&mut self, all: &mut [Live]) -> Result<Counters, Stop> {
        let mut total = Counters::default();
        for live in all {
            let s = live.statistics()?;
            total.on_link += s.received;
            total.dropped += s.dropped;
        }
        self.engine.set_counters(total);
        Ok(total)
    }
}

/// The speed at which a capture is replayed.
struct Pace {
    speed: f64,
    /// When the first packet was replayed, and its time.
    begun: Option<(Instant, f64)>,
}

impl Pace {
    /// That many times as fast as it was recorded.
    fn new(speed: f64) -> Pace {
        Pace { speed: if speed > 0.0 { speed } else { 1.0 }, begun: None }
    }

    /// The capture's time now; `time` is that of the packet to come.
    fn now(&mut self, time: f64) -> f64 {
        let (begun, first) = *self.begun.get_or_insert_with(|| (Instant::now(), time));
        first + begun.elapsed().as_secs_f64() * self.speed
    }

    /// How long the packet of `time` is to be waited for.
    fn until(&mut self, time: f64) -> Duration {
        let seconds = (time - self.now(time)) / self.speed;
        Duration::try_from_secs_f64(seconds).unwrap_or_default()
    }
}
