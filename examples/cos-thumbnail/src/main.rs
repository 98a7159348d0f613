//! Makes a thumbnail of each picture that is put into a bucket of COS.
//!
//! The thumbnails go into the same bucket, under `thumbnails/`, and so are objects that were created: a function that
//! made thumbnails of these as well would never come to an end, and each round costs. So it leaves alone what is under
//! that prefix, whatever the trigger is set to. It is cheaper still not to be asked: give the trigger the prefix
//! `uploads/`.

mod cos;
mod picture;
mod sign;
#[cfg(test)]
mod tests;

use scf::events::cos::{Event, Record};
use scf::{Context, Error, State, tracing};
use serde::{Deserialize, Serialize};

use crate::cos::{Cos, Object};
use crate::picture::Thumbnail;

const THUMBNAILS: &str = "thumbnails/";

/// Where COS is, if not at its public name: `http://{bucket}.cos.example`. Names that begin with `SCF_`, `QCLOUD_` and
/// `TENCENTCLOUD_` are the platform's own.
const ENDPOINT: &str = "COS_ENDPOINT";

#[scf::init]
fn cos() -> Result<Cos, Error> {
    let endpoint = std::env::var(ENDPOINT).ok().filter(|endpoint| !endpoint.is_empty());
    Ok(Cos::new(endpoint.as_deref())?)
}

/// What came of an object. It ends in the platform's log.
#[derive(Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
enum Outcome {
    Made { key: String, thumbnail: String, width: u32, height: u32 },
    Skipped { key: String, why: String },
}

// Waiting for COS blocks, and scaling computes: a plain `fn` does both on a thread of its own.
//
// An error has the event come again, twice unless the trigger is told otherwise, which is right where COS did not
// answer. With a picture that is broken nothing would be gained, so that is no error. An event that comes twice writes
// the same thumbnail twice.
#[scf::event]
fn thumbnails(event: Event, cos: State<Cos>, ctx: Context) -> Result<Vec<Outcome>, Error> {
    let outcome = |record: &Record| {
        let outcome = outcome(record, &cos, &ctx)?;
        tracing::info!(bucket = record.bucket_full(), ?outcome, "an object is done");
        Ok(outcome)
    };
    event.records.iter().map(outcome).collect()
}

fn outcome(record: &Record, cos: &Cos, ctx: &Context) -> Result<Outcome, Error> {
    let key = record.object_key().into_owned();
    let skipped = |why: String| Ok(Outcome::Skipped { key: key.clone(), why });
    if !record.is_created() {
        return skipped(format!("it is not created: {}", record.action.name));
    }
    if key.starts_with(THUMBNAILS) {
        return skipped("it is a thumbnail".to_owned());
    }
    let room = Room::of(ctx);
    // The event says the size, so what is too large is not even fetched.
    if record.size().is_some_and(|size| size > room.file) {
        return skipped(room.too_large());
    }
    let region = record.region().or(ctx.region());
    let region =
        region.ok_or_else(|| Error::new("UnknownRegion", "neither the event nor the platform says a region"))?;
    let bucket = cos.bucket(&record.bucket_full(), region, ctx)?;
    // It may be another object than that of the event by now, and of another size.
    let picture = match bucket.get(&key, room.file)? {
        Object::Bytes(picture) => picture,
        Object::Gone => return skipped("it is gone".to_owned()),
        Object::TooLarge => return skipped(room.too_large()),
    };
    let Thumbnail { bytes, content_type, width, height } = match Thumbnail::of(&picture, room.pixels) {
        Ok(thumbnail) => thumbnail,
        Err(error) => return skipped(error.to_string()),
    };
    let thumbnail = format!("{THUMBNAILS}{key}");
    bucket.put(&thumbnail, content_type, &bytes)?;
    Ok(Outcome::Made { key, thumbnail, width, height })
}

/// How many bytes a picture may have: a quarter of the function's memory as a file, and half of it as pixels, which a
/// decoder may hold twice.
struct Room {
    file: u64,
    pixels: u64,
}

impl Room {
    fn of(ctx: &Context) -> Self {
        let memory = u64::from(ctx.memory_limit_mb().unwrap_or(512)) * 1024 * 1024;
        Self { file: memory / 4, pixels: memory / 2 }
    }

    fn too_large(&self) -> String {
        format!("it has more than the {} bytes for which there is memory", self.file)
    }
}
