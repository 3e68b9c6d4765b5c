//! A connection that remembers how the other side's words began.

use std::io::{self, IoSlice, Read, Write};

/// More than a line of a greeting.
const KEPT: usize = 256;

/// Passes everything on, and keeps the first bytes that came.
pub(super) struct Tap<S> {
    stream: S,
    first: Vec<u8>,
}

impl<S> Tap<S> {
    pub(super) const fn new(stream: S) -> Self {
        Self { stream, first: Vec::new() }
    }

    /// The first bytes that came since the last [`Self::forget`].
    pub(super) fn first(&self) -> &[u8] {
        &self.first
    }

    /// What comes from now on is another conversation.
    pub(super) fn forget(&mut self) {
        self.first.clear();
    }
}

impl<S: Read> Read for Tap<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.stream.read(buffer)?;
        let room = KEPT.saturating_sub(self.first.len()).min(count);
        self.first.extend(buffer.iter().take(room));
        Ok(count)
    }
}

impl<S: Write> Write for Tap<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    /// All in one: a server that rejects the first message answers and goes, and what is written after that
    /// can cost its answer.
    fn write_vectored(&mut self, buffers: &[IoSlice<'_>]) -> io::Result<usize> {
        let all: Vec<u8> = buffers.iter().flat_map(|buffer| buffer.iter().copied()).collect();
        self.stream.write(&all)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
