//! What is there by a name: a file, an engine's image, one in a registry.

use std::ffi::OsStr;
use std::path::Path;

use tempfile::TempDir;

use crate::apart::apart;
use crate::engine::{self, Engine};
use crate::image::LoginArgs;
use crate::image::loaded::Loaded;
use crate::image::progress::Progress;
use crate::image::reference::Reference;
use crate::image::registry::{Access, Repository};
use crate::image::source::{self, Image};
use crate::image::store::Store;
use crate::stop::{OrStop, Stop};

/// An image, and where it is.
pub(crate) struct Origin {
    named: String,
    pub(crate) image: Image,
    /// Where it lies in a registry, or is to.
    pub(crate) reference: Option<Reference>,
    place: Place,
}

/// Where an engine has it from that is to run it.
enum Place {
    /// It has it already, by this id.
    Engine(Engine, String),
    /// Files, which may be here for a while only.
    Files(Store, Option<TempDir>),
}

impl Origin {
    /// What a function of it may be called.
    pub(crate) fn function_name(&self) -> String {
        let name = match (&self.reference, &self.place) {
            (Some(reference), _) => reference.repository.rsplit('/').next(),
            (None, Place::Engine(..)) => self.named.rsplit('/').next(),
            (None, Place::Files(..)) => Path::new(&self.named).file_name().and_then(OsStr::to_str),
        };
        let name = name.and_then(|name| name.split(['.', ':', '@']).next()).filter(|name| !name.is_empty());
        name.unwrap_or("image").to_owned()
    }

    /// Gets an engine of this machine's to have it; `Err` says why none does.
    pub(crate) async fn load(self) -> Result<Loaded, String> {
        match self.place {
            Place::Engine(engine, id) => match engine.is_of_this_machine() {
                Ok(()) => Ok(Loaded::already(engine, id)),
                Err(reason) => Err(reason.unwrap_or_else(|| format!("{} is gone", engine.name()))),
            },
            Place::Files(store, _scratch) => {
                let saved = self.image.saved.ok_or("no engine takes a manifest of schema 1")?;
                let engine = engine::usable()?;
                Progress::step("Loading", format!("{} into {}", self.named, engine.name()));
                Loaded::from(engine, store, saved).await.map_err(|stop| stop.to_string())
            }
        }
    }
}

pub(crate) async fn find(named: &str, login: &LoginArgs, progress: Progress) -> Result<Origin, Stop> {
    let path = Path::new(named);
    if path.exists() {
        let path = path.to_owned();
        let (store, image) = apart(move || read(Store::at(&path)?)).await?;
        // A name without a registry says nothing of where it will be.
        let reference = image.name.as_ref().and_then(|name| name.parse().ok());
        return Ok(Origin { named: named.to_owned(), image, reference, place: Place::Files(store, None) });
    }
    let reference = named.parse::<Reference>();
    let scratch = tempfile::tempdir().or_stop(|| "there is no room for temporary files".to_owned())?;
    let archive = scratch.path().join("image.tar");
    if let Some((engine, id)) = engine::holder(named) {
        Progress::step("Saving", format!("{named}, which {} has", engine.name()));
        let saved = named.to_owned();
        let (_, image) = apart(move || {
            engine.save(&saved, &archive)?;
            read(Store::at(&archive)?)
        })
        .await?;
        let (named, reference) = (named.to_owned(), reference.ok());
        return Ok(Origin { named, image, reference, place: Place::Engine(engine, id) });
    }
    let reference = reference.map_err(|why| {
        Stop::new(format!("`{named}` is no file, and neither podman nor docker has such an image; {why}"))
    })?;
    let mut repository = Repository::open(&reference, Access::Pull, login.read()?, progress).await?;
    repository.pull(reference.version(), scratch.path()).await?;
    let (named, store) = (named.to_owned(), Store::Folder(scratch.path().to_owned()));
    let (store, image) = apart(move || read(store)).await?;
    Ok(Origin { named, image, reference: Some(reference), place: Place::Files(store, Some(scratch)) })
}

fn read(store: Store) -> Result<(Store, Image), Stop> {
    let image = source::read(&store)?;
    Ok((store, image))
}
