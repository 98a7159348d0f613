//! What VOD tells: not a trigger, but the body of a request that it makes to an HTTP function.

use serde_json::{Map, Value};
use time::OffsetDateTime;

use super::structure::structure;
use super::times::DateTime;

mod results;
#[cfg(test)]
mod tests;

pub use results::{Cover, CoverPart, MediaResult, OtherPart, Part, PartInput, Transcode, TranscodePart};

pub use super::media::{AudioStream, MetaData, ResultStatus, TaskStatus, VideoStream};

structure! {
    /// What VOD tells of a file or a task, as the body of a POST. Fields without a value are missing from it.
    ///
    /// An HTTP function takes it as JSON. An event function behind a function URL or API Gateway finds it in the body
    /// of the request that is its event.
    ///
    /// Pages: 266/33950 and those beside it.
    ///
    /// ```
    /// use scf::events::vod;
    /// use scf::http::Json;
    ///
    /// #[scf::http(post = "/vod")]
    /// async fn told(event: Json<vod::Event>) -> &'static str {
    ///     if let Some(vod::Notice::FileUpload(upload)) = event.notice() {
    ///         scf::tracing::info!(file = upload.file_id, "uploaded");
    ///     }
    ///     "OK"
    /// }
    /// ```
    pub struct Event {
        /// Of what it tells: `NewFileUpload`, `ProcedureStateChanged`, `EditMediaComplete` and others. See
        /// [`Event::notice`].
        pub kind: String = "EventType";
        /// A file has been uploaded.
        pub file_upload: Option<Box<FileUpload>> = "FileUploadEvent";
        /// A procedure is over, or further than before.
        pub procedure: Option<Box<Procedure>> = "ProcedureStateChangeEvent";
        /// A file has been edited.
        pub edit_media: Option<Box<EditMedia>> = "EditMediaCompleteEvent";
    }
}

/// Of what an event tells.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Notice<'a> {
    /// A file has been uploaded.
    FileUpload(&'a FileUpload),
    /// A procedure is over, or further than before.
    Procedure(&'a Procedure),
    /// A file has been edited.
    EditMedia(&'a EditMedia),
}

impl Event {
    /// Of what it tells. What it tells of anything else is in `extra`, by its documented name.
    pub fn notice(&self) -> Option<Notice<'_>> {
        let upload = self.file_upload.as_deref().map(Notice::FileUpload);
        let procedure = self.procedure.as_deref().map(Notice::Procedure);
        upload.or(procedure).or(self.edit_media.as_deref().map(Notice::EditMedia))
    }
}

structure! {
    /// A file has been uploaded.
    pub struct FileUpload {
        /// The file's id, in digits.
        pub file_id: String = "FileId";
        /// What the file is.
        pub info: Option<FileInfo> = "MediaBasicInfo";
        /// The id of the procedure that the upload has started; empty if it has started none.
        pub procedure_task_id: String = "ProcedureTaskId";
        /// The id of the review that the upload has started; empty if it has started none. Older events do not have it.
        pub review_task_id: Option<String> = "ReviewAudioVideoTaskId";
        /// What the file is like. Most events do not say.
        pub meta_data: Option<MetaData> = "MetaData";
    }
}

structure! {
    /// What a file is.
    pub struct FileInfo {
        /// Its name.
        pub name: String = "Name";
        /// What it is described as.
        pub description: String = "Description";
        /// When it was made.
        pub created: Option<OffsetDateTime> = "CreateTime" => DateTime;
        /// When what is said here was last changed.
        pub updated: Option<OffsetDateTime> = "UpdateTime" => DateTime;
        /// When it is going to be removed: in the year 9999 if never.
        pub expires: Option<OffsetDateTime> = "ExpireTime" => DateTime;
        /// The number of its class; 0 for others.
        pub class_id: Option<i64> = "ClassId";
        /// The name of its class.
        pub class_name: String = "ClassName";
        /// The names of the classes down to its own.
        pub class_path: String = "ClassPath";
        /// The address of its cover; empty if it has none.
        pub cover_url: String = "CoverUrl";
        /// Its format: `mp4`.
        pub format: String = "Type";
        /// Its address.
        pub url: String = "MediaUrl";
        /// Its tags.
        pub tags: Vec<String> = "TagSet";
        /// Where it is stored: `ap-guangzhou-2`.
        pub storage_region: String = "StorageRegion";
        /// Where it comes from.
        pub source: Option<Source> = "SourceInfo";
        /// Its id once more.
        pub vid: String = "Vid";
    }
}

structure! {
    /// Where a file comes from.
    pub struct Source {
        /// How it came: `Upload`, `Record` and others.
        pub kind: String = "SourceType";
        /// What the upload's request gave to be told here.
        pub context: String = "SourceContext";
    }
}

structure! {
    /// A procedure: all that was made of one file.
    pub struct Procedure {
        /// The task's id.
        pub id: String = "TaskId";
        /// How far it is.
        pub status: TaskStatus = "Status";
        /// What was wrong with the file itself; 0 if nothing. Each result says for itself how it has ended.
        pub error_code: i64 = "ErrCode";
        /// What was wrong with the file itself, in words.
        pub message: String = "Message";
        /// The file's id, in digits.
        pub file_id: String = "FileId";
        /// The file's name.
        pub file_name: String = "FileName";
        /// The file's address.
        pub file_url: String = "FileUrl";
        /// What the file is like; missing if it could not be read.
        pub meta_data: Option<MetaData> = "MetaData";
        /// What was made of it.
        pub results: Vec<MediaResult> = "MediaProcessResultSet";
        /// What the procedure's request gave to tell repetitions of it.
        pub session_id: Option<String> = "SessionId";
        /// What the procedure's request gave to be told here.
        pub session_context: Option<String> = "SessionContext";
    }
}

structure! {
    /// A file has been edited.
    pub struct EditMedia {
        /// The task's id.
        pub id: String = "TaskId";
        /// How far it is.
        pub status: TaskStatus = "Status";
        /// Why it has failed; 0 if it has not.
        pub error_code: i64 = "ErrCode";
        /// Why it has failed, in words. `SUCCESS` is one of them.
        pub message: String = "Message";
        /// What was edited.
        pub input: Option<EditInput> = "Input";
        /// What was made; missing if it has failed.
        pub output: Option<EditOutput> = "Output";
        /// The id of the procedure that was started with the new file; empty if none was.
        pub procedure_task_id: String = "ProcedureTaskId";
        /// The id of the review that was started with the new file; empty if none was.
        pub review_task_id: String = "ReviewAudioVideoTaskId";
    }
}

structure! {
    /// What was edited.
    pub struct EditInput {
        /// What it was: `File` or `Stream`.
        pub kind: String = "InputType";
        /// The files, in their order.
        pub files: Vec<EditFile> = "FileInfoSet";
        /// The streams, in their order.
        pub streams: Vec<Map<String, Value>> = "StreamInfoSet";
    }
}

structure! {
    /// A file of which a part was taken.
    pub struct EditFile {
        /// The file's id, in digits.
        pub file_id: String = "FileId";
        /// Where the part begins, in seconds.
        pub start: Option<f64> = "StartTimeOffset";
        /// Where the part ends, in seconds; 0 for the end of the file.
        pub end: Option<f64> = "EndTimeOffset";
    }
}

structure! {
    /// What was made by editing.
    pub struct EditOutput {
        /// Its format: `mp4`.
        pub format: String = "FileType";
        /// The id of the new file, in digits.
        pub file_id: String = "FileId";
        /// The address of the new file.
        pub file_url: String = "FileUrl";
        /// What the new file is like. Most events do not say.
        pub meta_data: Option<MetaData> = "MetaData";
    }
}
