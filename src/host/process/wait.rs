//! A program from its start to its end, within the time and the output that it has.

use std::io::{self, PipeReader, PipeWriter, Read, Write};
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use super::{Call, Captured, ProcessError};

/// A program that has ended.
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    pub(super) captured: Captured,
}

/// The pauses between two looks at a program that has not ended: short at first, since most take
/// only milliseconds.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(20);

/// How long the output of a program that is gone may take to arrive.
const LAST_WORDS: Duration = Duration::from_secs(2);

pub(super) fn run(call: &Call) -> Result<Ended, ProcessError> {
    let started = Running::start(call);
    started.map_err(|error| ProcessError::not_started(call.name(), error))?.ended()
}

struct Running<'a> {
    call: &'a Call,
    child: Child,
    stdout: Receiver<Drained>,
    stderr: Receiver<Drained>,
    deadline: Instant,
}

/// A stream to its end: what came, and whether that was more than the limit.
type Drained = io::Result<(Vec<u8>, bool)>;

impl<'a> Running<'a> {
    /// Starts the threads for its streams and then the program: when there is no thread to be had, the
    /// program has done nothing yet.
    fn start(call: &'a Call) -> io::Result<Self> {
        let (input, feeder) = io::pipe()?;
        let (from_stdout, output) = io::pipe()?;
        let (from_stderr, errors) = io::pipe()?;
        feed(feeder, call.input.clone())?;
        let stdout = drain(from_stdout, call.limit)?;
        let stderr = drain(from_stderr, call.limit)?;
        // Our copies of the program's ends close with the command at the end of this statement.
        let child = call.command().stdin(input).stdout(output).stderr(errors).spawn()?;
        Ok(Self { call, child, stdout, stderr, deadline: Instant::now() + call.patience })
    }

    fn ended(mut self) -> Result<Ended, ProcessError> {
        let status = self.status()?;
        // Whatever it has left running may still hold its streams.
        let stdout = self.words(|running| &running.stdout)?;
        let stderr = self.words(|running| &running.stderr)?;
        match stdout {
            (_, true) => Err(ProcessError::TooMuch { program: self.call.name(), limit: self.call.limit }),
            (stdout, false) => Ok(Ended { status, captured: Captured { stdout, stderr: stderr.0 } }),
        }
    }

    fn status(&mut self) -> Result<ExitStatus, ProcessError> {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if Instant::now() < self.deadline => thread::sleep(pause),
                Ok(None) => return Err(self.stopped()),
                Err(error) => {
                    self.kill();
                    return Err(ProcessError::not_started(self.call.name(), error));
                }
            }
            pause = (2 * pause).min(LONGEST_PAUSE);
        }
    }

    fn words(
        &mut self,
        stream: impl Fn(&Self) -> &Receiver<Drained>,
    ) -> Result<(Vec<u8>, bool), ProcessError> {
        match stream(self).recv_timeout(LAST_WORDS) {
            Ok(drained) => drained.map_err(|error| ProcessError::not_started(self.call.name(), error)),
            Err(_) => Err(self.stopped()),
        }
    }

    /// Ends it, with all that it has started.
    fn stopped(&mut self) -> ProcessError {
        self.kill();
        ProcessError::Hung { program: self.call.name(), patience: self.call.patience }
    }

    fn kill(&mut self) {
        #[cfg(unix)]
        if !self.call.at_terminal {
            use rustix::process::{Pid, Signal, kill_process_group};
            let group = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
            // It may be gone already.
            let _ = group.map(|group| kill_process_group(group, Signal::KILL));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Gives the program its input, and then the end of it, in a thread of its own. It need not read it.
fn feed(mut stdin: PipeWriter, input: Vec<u8>) -> io::Result<()> {
    thread::Builder::new().spawn(move || _ = stdin.write_all(&input)).map(drop)
}

/// Reads a stream in a thread of its own, up to one byte more than `limit`; what is beyond is read and
/// left, so that the program does not wait for a reader.
fn drain(mut stream: PipeReader, limit: usize) -> io::Result<Receiver<Drained>> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().spawn(move || {
        let mut bytes = Vec::new();
        let read = stream.by_ref().take(limit as u64).read_to_end(&mut bytes);
        let beyond = read.and_then(|_| io::copy(&mut stream, &mut io::sink()));
        // Nobody listens when the program was given up.
        let _ = sender.send(beyond.map(|beyond| (bytes, beyond > 0)));
    })?;
    Ok(receiver)
}
