//! Programs as sources: started in the background, what they print is kept until asked for.
//!
//! Two threads read standard output and standard error, one feeds standard input; at most [`WAITING`] chunks wait, so a
//! program that prints faster than its output is used is slowed down by its full pipe.

use std::io::{self, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

/// Chunks that may wait.
const WAITING: usize = 64;

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// What became of a program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
    /// The exit status, or the number of the signal.
    pub code: u64,
    pub by_signal: bool,
}

/// Something that a program did.
#[derive(Debug, PartialEq, Eq)]
pub enum News {
    /// It printed to standard output.
    Out(Vec<u8>),
    /// It printed to standard error.
    Err(Vec<u8>),
    /// It ended, and all it printed was handed over.
    Ended(End),
    /// Nothing yet.
    Quiet,
}

/// A program that runs.
pub struct Running {
    child: Child,
    chunks: Receiver<(bool, Vec<u8>)>,
    drained: bool,
    ended: Option<End>,
    kill: bool,
}

impl Running {
    /// Starts a shell command. With `errors`, standard error is read too, else it is that of this process. With `kill`
    /// the program and those it started are killed when this is dropped.
    pub fn start(command: &str, input: &[u8], errors: bool, kill: bool) -> io::Result<Running> {
        let mut process = Command::new("/bin/sh");
        process.arg("-c").arg(command).stdout(Stdio::piped());
        process.stdin(if input.is_empty() { Stdio::null() } else { Stdio::piped() });
        process.stderr(if errors { Stdio::piped() } else { Stdio::inherit() });
        // A group of its own, so that a signal for this process (control-C) does not hit the program halfway.
        process.process_group(0);
        let mut child = process.spawn()?;
        let (sender, chunks) = sync_channel(WAITING);
        if let Some(mut pipe) = child.stdin.take() {
            let input = input.to_vec();
            // A program that does not read its input is free not to.
            thread::spawn(move || drop(pipe.write_all(&input)));
        }
        if let Some(pipe) = child.stdout.take() {
            forward(pipe, false, sender.clone());
        }
        if let Some(pipe) = child.stderr.take() {
            forward(pipe, true, sender);
        }
        Ok(Running { child, chunks, drained: false, ended: None, kill })
    }

    /// What happened since the last call, one thing at a time. With `wait`, blocks until there is something.
    pub fn next(&mut self, wait: bool) -> News {
        if !self.drained {
            let got = if wait {
                self.chunks.recv().map_err(|_| TryRecvError::Disconnected)
            } else {
                self.chunks.try_recv()
            };
            match got {
                Ok((true, bytes)) => return News::Err(bytes),
                Ok((false, bytes)) => return News::Out(bytes),
                Err(TryRecvError::Empty) => return News::Quiet,
                Err(TryRecvError::Disconnected) => self.drained = true,
            }
        }
        if let Some(end) = self.ended {
            return News::Ended(end);
        }
        let status = if wait { self.child.wait().map(Some) } else { self.child.try_wait() };
        let end = match status {
            Ok(None) => return News::Quiet,
            Ok(Some(status)) => match status.signal() {
                Some(signal) => End { code: signal.unsigned_abs().into(), by_signal: true },
                None => End { code: status.code().unwrap_or(0).unsigned_abs().into(), by_signal: false },
            },
            Err(_) => End { code: 0, by_signal: false },
        };
        self.ended = Some(end);
        News::Ended(end)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.ended.is_some() {
            return;
        }
        if self.kill {
            // The whole group, by the system's own tool: what the shell started has to end as well.
            let group = format!("-{}", self.child.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
            let _ = self.child.kill();
            let _ = self.child.wait();
        } else {
            let _ = self.child.try_wait();
        }
    }
}

fn forward(mut pipe: impl Read + Send + 'static, is_error: bool, to: SyncSender<(bool, Vec<u8>)>) {
    thread::spawn(move || {
        let mut buffer = vec![0; CHUNK];
        while let Ok(n) = pipe.read(&mut buffer) {
            let Some(bytes) = buffer.get(..n).filter(|b| !b.is_empty()) else { break };
            if to.send((is_error, bytes.to_vec())).is_err() {
                break;
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(command: &str, input: &str) -> (String, String, End) {
        let mut r = Running::start(command, input.as_bytes(), true, true).expect("started");
        let (mut out, mut err) = (Vec::new(), Vec::new());
        loop {
            match r.next(true) {
                News::Out(b) => out.extend(b),
                News::Err(b) => err.extend(b),
                News::Ended(e) => {
                    let text = |b: &[u8]| String::from_utf8_lossy(b).into_owned();
                    return (text(&out), text(&err), e);
                }
                News::Quiet => unreachable!("the call waits"),
            }
        }
    }

    #[test]
    fn programs_are_heard_to_the_end() {
        let (out, err, end) = run("cat; echo no >&2; exit 3", "yes");
        assert_eq!((out.as_str(), err.as_str()), ("yes", "no\n"));
        assert_eq!(end, End { code: 3, by_signal: false });
        assert_eq!(run("kill -TERM $$", "").2, End { code: 15, by_signal: true });
    }
}
