//! An image that an engine has for as long as somebody runs it.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Output, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::time::sleep;

use crate::engine::{self, Engine};
use crate::image::layout;
use crate::image::spec::Saved;
use crate::image::store::Store;
use crate::stop::{OrStop, Stop};

/// To drop it is to remove it, unless the engine had it before.
pub(crate) struct Loaded {
    pub(crate) engine: Engine,
    pub(crate) name: String,
    is_ours: bool,
}

impl Loaded {
    pub(crate) fn already(engine: Engine, name: String) -> Self {
        Self { engine, name, is_ours: false }
    }

    /// Under a name of its own: an image of the same name that the engine has stays what it is.
    pub(crate) async fn from(engine: Engine, store: Store, saved: Saved) -> Result<Self, Stop> {
        let name = format!("localhost/{}:check", engine::unique_name());
        let loaded = Self { engine, name: name.clone(), is_ours: true };
        let mut loading = Loading::begin(engine, store, saved, name)?;
        loading.end().await?;
        Ok(loaded)
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        if self.is_ours {
            // Where it was not loaded there is none.
            let _ = self.engine.run(&["image", "rm", &self.name]);
        }
    }
}

/// An engine that reads an archive while it is written. To drop it is to end it.
struct Loading {
    engine: Engine,
    child: Child,
    stderr: File,
    writing: Option<JoinHandle<io::Result<()>>>,
}

/// How long to wait between two looks at it.
const PAUSE: Duration = Duration::from_millis(5);

impl Loading {
    fn begin(engine: Engine, store: Store, saved: Saved, name: String) -> Result<Self, Stop> {
        let stderr = tempfile::tempfile().or_stop(|| "there is no room for temporary files".to_owned())?;
        let said = stderr.try_clone().or_stop(|| "no more files can be opened".to_owned())?;
        let mut command = Command::new(engine.name());
        command.args(["load", "--quiet"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(said);
        // A terminal's Ctrl-C is for the tool, which then ends it.
        let mut child = command.process_group(0).spawn().map_err(|error| engine.not_run(&error))?;
        let stdin = child.stdin.take();
        let write = move || {
            let stdin = stdin.ok_or(io::ErrorKind::BrokenPipe)?;
            layout::write_saved(&store, &saved, &name, BufWriter::new(stdin))
        };
        Ok(Self { engine, child, stderr, writing: Some(thread::spawn(write)) })
    }

    async fn end(&mut self) -> Result<(), Stop> {
        let status = loop {
            let status = self.child.try_wait().map_err(|error| self.engine.not_run(&error))?;
            match status {
                Some(status) => break status,
                None => sleep(PAUSE).await,
            }
        };
        let written = self.writing.take().map_or(Ok(Ok(())), JoinHandle::join).unwrap_or(Ok(()));
        // Where it does not want any more, it says why.
        if let Err(error) = written
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            return Err(Stop::new(format!("the image cannot be read: {error}")));
        }
        let mut stderr = Vec::new();
        let read = self.stderr.rewind().and_then(|()| self.stderr.read_to_end(&mut stderr));
        read.or_stop(|| format!("what {} says cannot be read", self.engine.name()))?;
        self.engine.said("load", &Output { status, stdout: Vec::new(), stderr }).map(drop)
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        // It has files that are removed with it.
        if let Some(writing) = self.writing.take() {
            let _ = writing.join();
        }
    }
}
