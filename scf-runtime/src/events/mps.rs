//! The MPS trigger.

use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::hidden::Hidden;
use super::structure::structure;
use super::times::Seconds;

mod event;
mod files;
mod outputs;
mod parts;
#[cfg(test)]
mod tests;

pub use event::Event;
pub use files::{CosFile, CosStorage, MediaInput, S3File, S3Storage, Storage, UrlFile, VodFile, VodStorage};
pub use outputs::{AdaptiveStreaming, AnimatedGraphic, ImageSprite, SampleSnapshots, Snapshot, Snapshots, Transcode};
pub use parts::{
    AdaptiveStreamingPart, AnimatedGraphicPart, ImageSpritePart, MediaResult, NumberFormat, Part, PartInput,
    SampleSnapshotsPart, SnapshotsPart, TranscodePart, Watermark,
};

pub use super::media::{AudioStream, MetaData, ResultStatus, TaskStatus, VideoStream};

structure! {
    /// What MPS tells of a task.
    pub struct Notification {
        /// Of what it tells: `WorkflowTask`, `EditMediaTask` and others. See [`Notification::task`].
        pub kind: String = "EventType";
        /// A workflow, or a task that was not told to be of any other kind.
        pub workflow_task: Option<Box<WorkflowTask>> = "WorkflowTaskEvent";
        /// Editing.
        pub edit_media_task: Option<Box<EditMediaTask>> = "EditMediaTaskEvent";
        /// A schedule. The trigger is not documented to send it.
        pub schedule_task: Option<Box<ScheduleTask>> = "ScheduleTaskEvent";
        /// A batch. The trigger is not documented to send it.
        pub batch_task: Option<Box<BatchTask>> = "BatchTaskEvent";
        /// Reading a watermark that is not seen. The trigger is not documented to send it.
        pub extract_blind_watermark_task: Option<Box<ExtractBlindWatermarkTask>> = "ExtractBlindWatermarkTask";
        /// What the task's request gave to tell repetitions of it.
        pub session_id: Option<String> = "SessionId";
        /// What the task's request gave to be told here.
        pub session_context: Option<String> = "SessionContext";
        /// Until when the signature is good, to the second.
        pub expires: Option<OffsetDateTime> = "Timestamp" => Seconds;
        /// The signature: MD5 of the timestamp's digits and the key of the task's notifications.
        pub signature: Option<Hidden> = "Sign";
    }
}

structure! {
    /// A workflow: all that was made of one file.
    pub struct WorkflowTask {
        /// The task's id.
        pub id: String = "TaskId";
        /// How far it is.
        pub status: TaskStatus = "Status";
        /// What was wrong with the file itself; 0 if nothing. Each result says for itself how it has ended.
        pub error_code: i64 = "ErrCode";
        /// What was wrong with the file itself, in words; empty if nothing.
        pub message: String = "Message";
        /// The file.
        pub input: Option<Box<MediaInput>> = "InputInfo";
        /// What the file is like; nothing if it could not be read.
        pub meta_data: Option<MetaData> = "MetaData";
        /// What was made of it.
        pub results: Vec<MediaResult> = "MediaProcessResultSet";
        /// Reviews of its content. Their form is that of the type `AiContentReviewResult` of MPS.
        pub content_reviews: Vec<Value> = "AiContentReviewResultSet";
        /// Analyses of its content: `AiAnalysisResult` of MPS.
        pub analyses: Vec<Value> = "AiAnalysisResultSet";
        /// What was recognised in it: `AiRecognitionResult` of MPS.
        pub recognitions: Vec<Value> = "AiRecognitionResultSet";
        /// How good it was found: `ScheduleQualityControlTaskResult` of MPS.
        pub quality_control: Option<Map<String, Value>> = "AiQualityControlTaskResult";
        /// Subtitles: `SmartSubtitlesResult` of MPS.
        pub subtitles: Vec<Value> = "SmartSubtitlesTaskResult";
        /// What was erased: `SmartEraseTaskResult` of MPS.
        pub erasure: Option<Map<String, Value>> = "SmartEraseTaskResult";
    }
}

structure! {
    /// Editing: one file that was made of parts of others.
    pub struct EditMediaTask {
        /// The task's id.
        pub id: String = "TaskId";
        /// How far it is.
        pub status: TaskStatus = "Status";
        /// Why it has failed; 0 if it has not.
        pub error_code: i64 = "ErrCode";
        /// Why it has failed, in words.
        pub message: String = "Message";
        /// What was edited.
        pub input: Option<EditInput> = "Input";
        /// What was made; nothing if it has failed.
        pub output: Option<EditOutput> = "Output";
    }
}

structure! {
    /// What was edited.
    pub struct EditInput {
        /// The files, in their order.
        pub files: Vec<EditFile> = "FileInfoSet";
    }
}

structure! {
    /// A file of which a part was taken.
    pub struct EditFile {
        /// The file.
        pub input: Option<Box<MediaInput>> = "InputInfo";
        /// Where the part begins, in seconds.
        pub start: Option<f64> = "StartTimeOffset";
        /// Where the part ends, in seconds.
        pub end: Option<f64> = "EndTimeOffset";
    }
}

structure! {
    /// What was made by editing.
    pub struct EditOutput {
        /// Where it is stored.
        pub storage: Option<Box<Storage>> = "OutputStorage" | "Storage";
        /// Its path there.
        pub path: String = "Path";
        /// What it is like. Most events do not say.
        pub meta_data: Option<MetaData> = "MetaData";
    }
}

structure! {
    /// A schedule: a workflow of which each part is an activity.
    pub struct ScheduleTask {
        /// The task's id.
        pub id: String = "TaskId";
        /// How far it is.
        pub status: TaskStatus = "Status";
        /// What was wrong with the file itself; 0 if nothing. Each activity says for itself how it has ended.
        pub error_code: i64 = "ErrCode";
        /// What was wrong with the file itself, in words.
        pub message: String = "Message";
        /// The file.
        pub input: Option<Box<MediaInput>> = "InputInfo";
        /// What the file is like; nothing if it could not be read.
        pub meta_data: Option<MetaData> = "MetaData";
        /// What was done with it.
        pub activities: Vec<Activity> = "ActivityResultSet";
    }
}

structure! {
    /// An activity of a schedule.
    pub struct Activity {
        /// What was done: `Transcode`, `AiContentReview` and others.
        pub kind: String = "ActivityType";
        /// How it has ended. What is no [`Part`] is in `extra` of this, by its documented name.
        pub result: Option<MediaResult> = "ActivityResItem";
    }
}

structure! {
    /// A batch: one thing that was done with several files.
    pub struct BatchTask {
        /// The files.
        pub inputs: Vec<MediaInput> = "InputInfos";
        /// What they are like.
        pub meta_data: Vec<MetaData> = "Metadatas";
        /// Subtitles: `BatchSmartSubtitlesResult` of MPS.
        pub subtitles: Option<Map<String, Value>> = "SmartSubtitlesTaskResult";
    }
}

structure! {
    /// Reading a watermark that is not seen.
    pub struct ExtractBlindWatermarkTask {
        /// The task's id.
        pub id: String = "TaskId";
        /// How far it is.
        pub status: TaskStatus = "Status";
        /// Why it has failed; 0 if it has not.
        pub error_code: i64 = "ErrCode";
        /// Why it has failed, in words.
        pub message: String = "Message";
        /// The file.
        pub input: Option<Box<MediaInput>> = "InputInfo";
        /// Which kind of watermark it is: `blind-basic`, `blind-ab`.
        pub kind: String = "Type";
        /// Whether there is one.
        pub is_detected: bool = "IsDetected";
        /// What it says; missing if there is none.
        pub text: Option<String> = "Result";
        /// How it was looked for.
        pub config: Map<String, Value> = "ExtractBlindWatermarkConfig";
    }
}

/// The task of which an event tells.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Task<'a> {
    /// A workflow.
    Workflow(&'a WorkflowTask),
    /// Editing.
    EditMedia(&'a EditMediaTask),
    /// A schedule.
    Schedule(&'a ScheduleTask),
    /// A batch.
    Batch(&'a BatchTask),
    /// Reading a watermark that is not seen.
    ExtractBlindWatermark(&'a ExtractBlindWatermarkTask),
}

impl Notification {
    /// The task: the one that `EventType` names, or else the one that is there.
    pub fn task(&self) -> Option<Task<'_>> {
        let tasks = [
            ("WorkflowTask", self.workflow_task.as_deref().map(Task::Workflow)),
            ("EditMediaTask", self.edit_media_task.as_deref().map(Task::EditMedia)),
            ("ScheduleTask", self.schedule_task.as_deref().map(Task::Schedule)),
            ("BatchTask", self.batch_task.as_deref().map(Task::Batch)),
            ("ExtractBlindWatermark", self.extract_blind_watermark_task.as_deref().map(Task::ExtractBlindWatermark)),
        ];
        parts::named(&self.kind, tasks)
    }
}

impl Activity {
    /// What was done, if it is one of the things that workflows do too.
    pub fn part(&self) -> Option<Part<'_>> {
        self.result.as_ref()?.part_of_kind(&self.kind)
    }
}
