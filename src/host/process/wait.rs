//! A program from its start to its end, within the time and the output that it has.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use super::call::{Call, Captured};
use super::error::ProcessError;

/// A program that has ended.
struct Exited {
    status: ExitStatus,
    captured: Captured,
}

/// The pauses between two looks at a program that has not ended: short at first, since most take
/// only milliseconds.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// How long the output of a program that is gone may take to arrive. What it has left running may keep its
/// streams open for longer; that is not waited for.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(2);

/// How much of a stream is read at a time.
const CHUNK: usize = 64 * 1024;

/// How many chunks may wait to be taken.
const CHUNKS: usize = 4;

impl Call {
    /// Runs it to its end.
    ///
    /// # Errors
    ///
    /// [`ProcessError`]: it cannot be started, it fails, it does not end, it does not stop writing. When it has
    /// ended, what it has started may go on.
    pub fn run(&self) -> Result<Captured, ProcessError> {
        let started = Running::start(self);
        let ended = started.map_err(|error| ProcessError::not_started(self.name(), error))?.ended()?;
        match ended.status.success() {
            true => Ok(ended.captured),
            false => Err(ProcessError::failed(self.name(), ended.status, &ended.captured)),
        }
    }
}

struct Running<'a> {
    call: &'a Call,
    child: Child,
    streams: Receiver<Piece>,
    captured: Captured,
    deadline: Instant,
}

#[derive(Debug, Clone, Copy)]
enum Stream {
    Stdout,
    Stderr,
}

/// Some of what a stream carries, or why it cannot be read.
type Piece = (Stream, io::Result<Vec<u8>>);

impl<'a> Running<'a> {
    /// Starts the threads for its streams and then the program: when there is no thread to be had, the
    /// program has done nothing yet.
    fn start(call: &'a Call) -> io::Result<Self> {
        let (input, feeder) = io::pipe()?;
        let (from_stdout, output) = io::pipe()?;
        let (from_stderr, errors) = io::pipe()?;
        let (sender, streams) = mpsc::sync_channel(CHUNKS);
        feed(feeder, call.input.clone())?;
        hear(Stream::Stdout, from_stdout, sender.clone())?;
        hear(Stream::Stderr, from_stderr, sender)?;
        // Our copies of the program's ends close with the command at the end of this statement.
        let child = call.command().stdin(input).stdout(output).stderr(errors).spawn()?;
        let captured = Captured { stdout: Vec::new(), stderr: Vec::new() };
        Ok(Self { call, child, streams, captured, deadline: Instant::now() + call.timeout })
    }

    fn ended(mut self) -> Result<Exited, ProcessError> {
        let status = self.status()?;
        let last = Instant::now() + DRAIN_TIMEOUT;
        loop {
            let rest = last.saturating_duration_since(Instant::now());
            if rest.is_zero() || !self.take(rest)? {
                return Ok(Exited { status, captured: self.captured });
            }
        }
    }

    /// Waits until it has ended, and takes in what it writes meanwhile.
    fn status(&mut self) -> Result<ExitStatus, ProcessError> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if Instant::now() < self.deadline => {}
                Ok(None) => {
                    self.kill();
                    return Err(ProcessError::Hung { program: self.call.name(), timeout: self.call.timeout });
                }
                Err(error) => {
                    self.kill();
                    return Err(ProcessError::not_started(self.call.name(), error));
                }
            }
            if !self.take(pause)? {
                thread::sleep(pause);
            }
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
    }

    /// Takes in a piece of what it writes, if there is one within `pause`; `false` when both streams have ended.
    fn take(&mut self, pause: Duration) -> Result<bool, ProcessError> {
        let (stream, piece) = match self.streams.recv_timeout(pause) {
            Ok(piece) => piece,
            Err(RecvTimeoutError::Timeout) => return Ok(true),
            Err(RecvTimeoutError::Disconnected) => return Ok(false),
        };
        let piece = piece.map_err(|source| {
            self.kill();
            ProcessError::Unheard { program: self.call.name(), source }
        })?;
        let taken = match stream {
            Stream::Stdout => &mut self.captured.stdout,
            Stream::Stderr => &mut self.captured.stderr,
        };
        taken.extend(piece);
        if taken.len() > self.call.limit {
            self.kill();
            return Err(ProcessError::TooMuch { program: self.call.name(), limit: self.call.limit });
        }
        Ok(true)
    }

    /// Ends it, with all that it has started.
    fn kill(&mut self) {
        #[cfg(unix)]
        if !self.call.at_terminal {
            use rustix::process::{Pid, Signal, kill_process_group};
            let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
            // It may be gone already.
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
        }
        // What has root's rights, as sudo has, does not end because we say so, and is not waited for.
        if self.child.kill().is_ok() {
            let _ = self.child.wait();
        }
    }
}

/// Gives the program its input, and then the end of it, in a thread of its own. It need not read it.
fn feed(mut stdin: PipeWriter, input: Vec<u8>) -> io::Result<()> {
    thread::Builder::new().spawn(move || _ = stdin.write_all(&input)).map(drop)
}

/// Reads a stream in a thread of its own, until it ends or nobody takes in what it carries any more. The
/// stream is closed then, so that whatever still writes to it does not wait for a reader.
fn hear(stream: Stream, mut from: PipeReader, to: SyncSender<Piece>) -> io::Result<()> {
    let read = move || {
        let mut chunk = vec![0; CHUNK];
        loop {
            let piece = match from.read(&mut chunk) {
                Ok(0) => return,
                Ok(count) => Ok(chunk[..count].to_vec()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => Err(error),
            };
            let is_last = piece.is_err();
            if to.send((stream, piece)).is_err() || is_last {
                return;
            }
        }
    };
    thread::Builder::new().spawn(read).map(drop)
}
