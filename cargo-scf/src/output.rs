//! What a function writes: lines, each with its time and its stream.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::unix::pipe;

/// Where a line was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stream {
    Stdout,
    Stderr,
}

/// A line, without its end.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Since the start of the process.
    pub(crate) at: Duration,
    pub(crate) stream: Stream,
    pub(crate) text: String,
}

/// All lines so far.
#[derive(Clone)]
pub(crate) struct Output(Arc<Shared>);

struct Shared {
    began: Instant,
    lines: Mutex<Vec<Line>>,
    pipes: Vec<Pipe>,
    more: tokio::sync::watch::Sender<usize>,
}

struct Pipe {
    stream: Stream,
    reader: pipe::Receiver,
    /// What has come of the line that has no end yet.
    begun: Mutex<Vec<u8>>,
}

impl Output {
    /// Reads both pipes from now on.
    pub(crate) fn of(began: Instant, stdout: OwnedFd, stderr: OwnedFd) -> io::Result<Self> {
        let pipe = |stream, descriptor| {
            Ok::<_, io::Error>(Pipe {
                stream,
                reader: pipe::Receiver::from_owned_fd(descriptor)?,
                begun: Mutex::default(),
            })
        };
        let pipes = vec![pipe(Stream::Stdout, stdout)?, pipe(Stream::Stderr, stderr)?];
        let shared = Shared { began, lines: Mutex::default(), pipes, more: tokio::sync::watch::Sender::new(0) };
        let output = Self(Arc::new(shared));
        for index in 0..output.0.pipes.len() {
            let output = output.clone();
            tokio::spawn(async move {
                let Some(pipe) = output.0.pipes.get(index) else { return };
                while pipe.reader.readable().await.is_ok() && !output.0.read(pipe) {}
            });
        }
        Ok(output)
    }

    /// The lines from one on, with all that has been written up to now.
    pub(crate) fn from(&self, first: usize) -> Vec<Line> {
        for pipe in &self.0.pipes {
            self.0.read(pipe);
        }
        self.0.lines().get(first..).unwrap_or_default().to_vec()
    }

    /// Waits until there are more lines than these.
    pub(crate) async fn more_than(&self, seen: usize) {
        // The sender is part of `self`, so it cannot be gone.
        let _ = self.0.more.subscribe().wait_for(|lines| *lines > seen).await;
    }
}

impl Shared {
    /// Takes what is in the pipe now; whether it has come to its end.
    fn read(&self, pipe: &Pipe) -> bool {
        let mut begun = pipe.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = [0; 16 * 1024];
        loop {
            match pipe.reader.try_read(&mut bytes) {
                Ok(0) => {
                    // What was cut short by the end is a line, too: often it says why.
                    if !begun.is_empty() {
                        self.push(pipe.stream, std::mem::take(&mut begun));
                    }
                    return true;
                }
                Ok(read) => {
                    begun.extend(bytes.get(..read).unwrap_or_default());
                    while let Some(end) = begun.iter().position(|byte| *byte == b'\n') {
                        let rest = begun.split_off(end + 1);
                        let mut line = std::mem::replace(&mut *begun, rest);
                        line.pop();
                        self.push(pipe.stream, line);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return error.kind() != io::ErrorKind::WouldBlock,
            }
        }
    }

    fn push(&self, stream: Stream, line: Vec<u8>) {
        let text = String::from_utf8_lossy(&line).into_owned();
        let mut lines = self.lines();
        lines.push(Line { at: self.began.elapsed(), stream, text });
        self.more.send_replace(lines.len());
    }

    fn lines(&self) -> MutexGuard<'_, Vec<Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A line that is cut for people.
pub(crate) fn shortened(line: &str) -> String {
    const LENGTH: usize = 80;
    let mut characters = line.chars().filter(|character| !character.is_control());
    let mut short: String = characters.by_ref().take(LENGTH).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}
