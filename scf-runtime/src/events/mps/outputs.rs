//! What the parts of a workflow give.

use super::Storage;
use crate::events::media::{AudioStream, VideoStream};
use crate::events::structure::structure;

structure! {
    /// A transcoded file.
    pub struct Transcode {
        /// Where it is.
        pub storage: Option<Box<Storage>> = "OutputStorage" | "Storage";
        /// Its path there.
        pub path: String = "Path";
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
    /// A moving picture.
    pub struct AnimatedGraphic {
        /// Where it is.
        pub storage: Option<Box<Storage>> = "Storage" | "OutputStorage";
        /// Its path there.
        pub path: String = "Path";
        /// The number of the template.
        pub definition: Option<u64> = "Definition";
        /// Its format: `gif`.
        pub container: String = "Container";
        /// Its width in pixels.
        pub width: Option<u32> = "Width";
        /// Its height in pixels.
        pub height: Option<u32> = "Height";
        /// Its bits per second.
        pub bitrate: Option<u64> = "Bitrate";
        /// Its size in bytes.
        pub size: Option<u64> = "Size";
        /// The MD5 of its content, in hex.
        pub md5: String = "Md5";
        /// Where in the video it begins, in seconds.
        pub start: Option<f64> = "StartTimeOffset";
        /// Where in the video it ends, in seconds.
        pub end: Option<f64> = "EndTimeOffset";
    }
}

structure! {
    /// Pictures at given times.
    pub struct Snapshots {
        /// Where they are.
        pub storage: Option<Box<Storage>> = "Storage" | "OutputStorage";
        /// The number of the template.
        pub definition: Option<u64> = "Definition";
        /// The pictures.
        pub pictures: Vec<Snapshot> = "PicInfoSet";
    }
}

structure! {
    /// A picture at a given time.
    pub struct Snapshot {
        /// The time in the video, in seconds.
        pub time: Option<f64> = "TimeOffset";
        /// Its path.
        pub path: String = "Path";
        /// The numbers of the templates of its watermarks.
        pub watermarks: Vec<u64> = "WaterMarkDefinition";
    }
}

structure! {
    /// Pictures at even distances.
    pub struct SampleSnapshots {
        /// Where they are.
        pub storage: Option<Box<Storage>> = "Storage" | "OutputStorage";
        /// The number of the template.
        pub definition: Option<u64> = "Definition";
        /// What the distance is: `Percent` or `Time`.
        pub sample_kind: String = "SampleType";
        /// The distance, in per cent of the whole or in seconds.
        pub interval: Option<f64> = "Interval";
        /// The paths of the pictures.
        pub paths: Vec<String> = "ImagePathSet";
        /// The numbers of the templates of their watermarks.
        pub watermarks: Vec<u64> = "WaterMarkDefinition";
    }
}

structure! {
    /// Many small pictures in large ones.
    pub struct ImageSprite {
        /// Where they are.
        pub storage: Option<Box<Storage>> = "Storage" | "OutputStorage";
        /// The number of the template.
        pub definition: Option<u64> = "Definition";
        /// The width of a small picture in pixels.
        pub width: Option<u32> = "Width";
        /// The height of a small picture in pixels.
        pub height: Option<u32> = "Height";
        /// How many small pictures there are.
        pub total_count: Option<u64> = "TotalCount";
        /// The paths of the large pictures.
        pub paths: Vec<String> = "ImagePathSet";
        /// The path of the file that says which small picture is where.
        pub web_vtt_path: String = "WebVttPath";
    }
}

structure! {
    /// Streams in several qualities.
    pub struct AdaptiveStreaming {
        /// Where they are.
        pub storage: Option<Box<Storage>> = "Storage" | "OutputStorage";
        /// The number of the template.
        pub definition: Option<u64> = "Definition";
        /// How they are packed: `HLS`, `MPEG-DASH`.
        pub package: String = "Package";
        /// The path of the list of them.
        pub path: String = "Path";
    }
}
