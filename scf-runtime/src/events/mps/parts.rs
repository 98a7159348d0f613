//! The parts of a workflow: what was made of a file.

use super::Storage;
use super::outputs::{AdaptiveStreaming, AnimatedGraphic, ImageSprite, SampleSnapshots, Snapshots, Transcode};
use crate::events::media::{ResultStatus, part};
use crate::events::structure::structure;

structure! {
    /// One thing that was made of a file. [`MediaResult::part`] is the one field that is not empty.
    pub struct MediaResult {
        /// What it is, as in `Transcode`. The fields are not all named like it: `ImageSprites` is in
        /// `ImageSpriteTask`.
        pub kind: String = "Type";
        /// Transcoding.
        pub transcode: Option<Box<TranscodePart>> = "TranscodeTask";
        /// A moving picture.
        pub animated_graphic: Option<Box<AnimatedGraphicPart>> = "AnimatedGraphicTask";
        /// Pictures at given times.
        pub snapshots: Option<Box<SnapshotsPart>> = "SnapshotByTimeOffsetTask";
        /// Pictures at even distances.
        pub sample_snapshots: Option<Box<SampleSnapshotsPart>> = "SampleSnapshotTask";
        /// Many small pictures in large ones.
        pub image_sprite: Option<Box<ImageSpritePart>> = "ImageSpriteTask";
        /// Streams in several qualities.
        pub adaptive_streaming: Option<Box<AdaptiveStreamingPart>> = "AdaptiveDynamicStreamingTask";
    }
}

part! {
    /// Transcoding.
    pub struct TranscodePart gives Box<Transcode>;
}

part! {
    /// A moving picture.
    pub struct AnimatedGraphicPart gives Box<AnimatedGraphic>;
}

part! {
    /// Pictures at given times.
    pub struct SnapshotsPart gives Box<Snapshots>;
}

part! {
    /// Pictures at even distances.
    pub struct SampleSnapshotsPart gives Box<SampleSnapshots>;
}

part! {
    /// Many small pictures in large ones.
    pub struct ImageSpritePart gives Box<ImageSprite>;
}

part! {
    /// Streams in several qualities.
    pub struct AdaptiveStreamingPart gives Box<AdaptiveStreaming>;
}

structure! {
    /// What a part was asked for. Which fields are there depends on the part.
    pub struct PartInput {
        /// The number of the template.
        pub definition: Option<u64> = "Definition";
        /// Where the files go.
        pub storage: Option<Box<Storage>> = "OutputStorage" | "Storage";
        /// Their path there, which may have `{number}` and other variables in it.
        pub path: Option<String> = "OutputObjectPath";
        /// The path of segments, for HLS.
        pub segment_path: Option<String> = "SegmentObjectName";
        /// The path of the file that says which small picture is where.
        pub web_vtt_path: Option<String> = "WebVttObjectName";
        /// How `{number}` is counted.
        pub number_format: Option<NumberFormat> = "ObjectNumberFormat";
        /// The watermarks.
        pub watermarks: Vec<Watermark> = "WatermarkSet";
        /// Where it begins, in seconds.
        pub start: Option<f64> = "StartTimeOffset";
        /// Where it ends, in seconds.
        pub end: Option<f64> = "EndTimeOffset";
        /// The times of pictures, in seconds.
        pub times: Vec<f64> = "TimeOffsetSet";
        /// The times of pictures, in seconds or as parts of the whole: `3.5s`, `10%`.
        pub times_as_text: Vec<String> = "ExtTimeOffsetSet";
    }
}

structure! {
    /// How files are counted.
    pub struct NumberFormat {
        /// The first number.
        pub first: Option<i64> = "InitialValue";
        /// By how much each is greater than the one before.
        pub increment: Option<i64> = "Increment";
        /// How many digits it has at least.
        pub min_length: Option<u32> = "MinLength";
        /// What fills up a number of fewer digits.
        pub fill: String = "PlaceHolder";
    }
}

structure! {
    /// A watermark.
    pub struct Watermark {
        /// The number of its template.
        pub definition: Option<u64> = "Definition";
        /// Its text; empty if it has none.
        pub text: String = "TextContent";
        /// Its SVG; empty if it has none.
        pub svg: String = "SvgContent";
    }
}

/// One thing that was made of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Part<'a> {
    /// Transcoding.
    Transcode(&'a TranscodePart),
    /// A moving picture.
    AnimatedGraphic(&'a AnimatedGraphicPart),
    /// Pictures at given times.
    Snapshots(&'a SnapshotsPart),
    /// Pictures at even distances.
    SampleSnapshots(&'a SampleSnapshotsPart),
    /// Many small pictures in large ones.
    ImageSprite(&'a ImageSpritePart),
    /// Streams in several qualities.
    AdaptiveStreaming(&'a AdaptiveStreamingPart),
}

impl MediaResult {
    /// What was made: the part that `Type` names, or else the one that is there.
    pub fn part(&self) -> Option<Part<'_>> {
        self.part_of_kind(&self.kind)
    }

    pub(super) fn part_of_kind(&self, kind: &str) -> Option<Part<'_>> {
        let parts = [
            ("Transcode", self.transcode.as_deref().map(Part::Transcode)),
            ("AnimatedGraphic", self.animated_graphic.as_deref().map(Part::AnimatedGraphic)),
            ("SnapshotByTimeOffset", self.snapshots.as_deref().map(Part::Snapshots)),
            ("SampleSnapshot", self.sample_snapshots.as_deref().map(Part::SampleSnapshots)),
            ("ImageSprite", self.image_sprite.as_deref().map(Part::ImageSprite)),
            ("AdaptiveDynamicStreaming", self.adaptive_streaming.as_deref().map(Part::AdaptiveStreaming)),
        ];
        named(kind, parts)
    }
}

impl<'a> Part<'a> {
    /// How it has ended.
    pub fn status(self) -> &'a ResultStatus {
        self.outcome().0
    }

    /// Why it has failed, as a number; 0 if it has not.
    pub fn error_code(self) -> i64 {
        self.outcome().1
    }

    /// Why it has failed, in words. `SUCCESS` is one of them.
    pub fn message(self) -> &'a str {
        self.outcome().2
    }

    fn outcome(self) -> (&'a ResultStatus, i64, &'a str) {
        match self {
            Self::Transcode(part) => (&part.status, part.error_code, &part.message),
            Self::AnimatedGraphic(part) => (&part.status, part.error_code, &part.message),
            Self::Snapshots(part) => (&part.status, part.error_code, &part.message),
            Self::SampleSnapshots(part) => (&part.status, part.error_code, &part.message),
            Self::ImageSprite(part) => (&part.status, part.error_code, &part.message),
            Self::AdaptiveStreaming(part) => (&part.status, part.error_code, &part.message),
        }
    }
}

/// Of the fields that may be there, the one of a name, or else the first that is.
pub(super) fn named<T: Copy, const N: usize>(kind: &str, fields: [(&str, Option<T>); N]) -> Option<T> {
    // `ImageSprites` and `ExtractBlindWatermarkTask` are meant too.
    let is_named = |name: &str| kind.strip_prefix(name).is_some_and(|rest| matches!(rest, "" | "s" | "Task"));
    let by_name = fields.iter().find(|(name, _)| is_named(name)).and_then(|(_, field)| *field);
    by_name.or_else(|| fields.iter().find_map(|(_, field)| *field))
}
