//! What the two services for media, MPS and VOD, say in the same words.

use super::choice::choice;
use super::structure::structure;

structure! {
    /// What a media file is like.
    pub struct MetaData {
        /// Its length in seconds.
        pub duration: Option<f64> = "Duration";
        /// The length of its video in seconds.
        pub video_duration: Option<f64> = "VideoDuration";
        /// The length of its audio in seconds.
        pub audio_duration: Option<f64> = "AudioDuration";
        /// Its size in bytes; for HLS that of all its files.
        pub size: Option<u64> = "Size";
        /// The mean bits per second of video and audio together.
        pub bitrate: Option<u64> = "Bitrate";
        /// Its width in pixels; that of the widest stream if there are several.
        pub width: Option<u32> = "Width";
        /// Its height in pixels; that of the highest stream if there are several.
        pub height: Option<u32> = "Height";
        /// By how many degrees it was turned when it was taken.
        pub rotate: Option<i32> = "Rotate";
        /// Its containers, with commas between them: `mov,mp4,m4a,3gp,3g2,mj2`.
        pub container: String = "Container";
        /// Its streams of video.
        pub video_streams: Vec<VideoStream> = "VideoStreamSet";
        /// Its streams of audio.
        pub audio_streams: Vec<AudioStream> = "AudioStreamSet";
    }
}

structure! {
    /// A stream of video.
    pub struct VideoStream {
        /// Its bits per second.
        pub bitrate: Option<u64> = "Bitrate";
        /// How it is coded: `h264`.
        pub codec: String = "Codec";
        /// Its frames per second.
        pub fps: Option<f64> = "Fps";
        /// Its width in pixels.
        pub width: Option<u32> = "Width";
        /// Its height in pixels.
        pub height: Option<u32> = "Height";
    }
}

structure! {
    /// A stream of audio.
    pub struct AudioStream {
        /// Its bits per second.
        pub bitrate: Option<u64> = "Bitrate";
        /// How it is coded: `aac`.
        pub codec: String = "Codec";
        /// Its samples per second.
        pub sampling_rate: Option<u32> = "SamplingRate";
    }
}

choice! {
    /// How far a task is, be it one of several parts or one by itself.
    pub enum TaskStatus {
        /// It has not begun.
        Waiting = "WAITING";
        /// It goes on.
        Processing = "PROCESSING";
        /// It is over, well or not: its parts say which.
        Finished = "FINISH" | "FINISHED";
    }
}

choice! {
    /// How a part of a task has ended.
    pub enum ResultStatus {
        /// Well.
        Success = "SUCCESS";
        /// Not well.
        Failed = "FAIL" | "FAILED";
        /// It goes on.
        Processing = "PROCESSING";
    }
}

/// Makes the type of a part of a task: all are alike but for what they give.
macro_rules! part {
    ($(#[$about:meta])* pub struct $Part:ident gives $Output:ty;) => {
        structure! {
            $(#[$about])*
            pub struct $Part {
                /// How it has ended.
                pub status: $crate::events::media::ResultStatus = "Status";
                /// Why it has failed, as a number; 0 if it has not.
                pub error_code: i64 = "ErrCode";
                /// Why it has failed, as a name; empty if it has not, and missing in older events.
                pub error_name: Option<String> = "ErrCodeExt";
                /// Why it has failed, in words. `SUCCESS` is one of them.
                pub message: String = "Message";
                /// How far it is, in per cent. Most events do not say.
                pub progress: Option<f64> = "Progress";
                /// What it was asked for.
                pub input: Option<Box<PartInput>> = "Input";
                /// What it has given; nothing if it has failed.
                pub output: Option<$Output> = "Output";
            }
        }
    };
}

pub(crate) use part;
