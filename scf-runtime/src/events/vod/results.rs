//! What a procedure of VOD makes of a file.

use serde_json::{Map, Value};

use crate::events::media::{AudioStream, VideoStream, part};
use crate::events::structure::structure;

structure! {
    /// One thing that was made of a file: see [`MediaResult::part`].
    pub struct MediaResult {
        /// What it is, as in `Transcode`.
        pub kind: String = "Type";
        /// Transcoding.
        pub transcode: Option<Box<TranscodePart>> = "TranscodeTask";
        /// A cover out of the video.
        pub cover: Option<Box<CoverPart>> = "CoverBySnapshotTask";
        /// A moving picture.
        pub animated_graphic: Option<Box<OtherPart>> = "AnimatedGraphicTask";
        /// Pictures at given times.
        pub snapshots: Option<Box<OtherPart>> = "SnapshotByTimeOffsetTask";
        /// Pictures at even distances.
        pub sample_snapshots: Option<Box<OtherPart>> = "SampleSnapshotTask";
        /// Many small pictures in large ones.
        pub image_sprite: Option<Box<OtherPart>> = "ImageSpriteTask";
        /// Streams in several qualities.
        pub adaptive_streaming: Option<Box<OtherPart>> = "AdaptiveDynamicStreamingTask";
    }
}

part! {
    /// Transcoding.
    pub struct TranscodePart gives Box<Transcode>;
}

part! {
    /// A cover out of the video.
    pub struct CoverPart gives Box<Cover>;
}

part! {
    /// Anything else, with what it gives as it came.
    pub struct OtherPart gives Map<String, Value>;
}

structure! {
    /// What a part was asked for. All but the template is in `extra`.
    pub struct PartInput {
        /// The number of the template.
        pub definition: Option<u64> = "Definition";
    }
}

structure! {
    /// A transcoded file.
    pub struct Transcode {
        /// Its address.
        pub url: String = "Url";
        /// The number of the template.
        pub definition: Option<u64> = "Definition";
        /// The mean bits per second of video and audio together.
        pub bitrate: Option<u64> = "Bitrate";
        /// Its width in pixels.
        pub width: Option<u32> = "Width";
        /// Its height in pixels.
        pub height: Option<u32> = "Height";
        /// Its size in bytes; for HLS that of all its files.
        pub size: Option<u64> = "Size";
        /// Its length in seconds.
        pub duration: Option<f64> = "Duration";
        /// Its containers, with commas between them.
        pub container: String = "Container";
        /// The MD5 of its content, in hex.
        pub md5: String = "Md5";
        /// Its streams of video.
        pub video_streams: Vec<VideoStream> = "VideoStreamSet";
        /// Its streams of audio.
        pub audio_streams: Vec<AudioStream> = "AudioStreamSet";
    }
}

structure! {
    /// A cover.
    pub struct Cover {
        /// Its address.
        pub url: String = "CoverUrl";
    }
}

/// One thing that was made of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Part<'a> {
    /// Transcoding.
    Transcode(&'a TranscodePart),
    /// A cover out of the video.
    Cover(&'a CoverPart),
    /// Anything else: [`MediaResult::kind`] says what.
    Other(&'a OtherPart),
}

impl MediaResult {
    /// What was made.
    pub fn part(&self) -> Option<Part<'_>> {
        let others = [
            &self.animated_graphic,
            &self.snapshots,
            &self.sample_snapshots,
            &self.image_sprite,
            &self.adaptive_streaming,
        ];
        let other = others.into_iter().flatten().next().map(|part| Part::Other(part));
        let transcode = self.transcode.as_deref().map(Part::Transcode);
        transcode.or(self.cover.as_deref().map(Part::Cover)).or(other)
    }
}
