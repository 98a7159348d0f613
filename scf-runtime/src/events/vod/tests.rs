use serde_json::json;

use super::{Event, Notice, Part, ResultStatus, TaskStatus};
use crate::events::tests::kept::{kept, published};

#[test]
fn published_events_keep_all_they_have() {
    for event in published::<Event>("vod-") {
        assert!(event.notice().is_some(), "{event:?}");
    }
}

#[test]
fn a_file_that_was_uploaded_is_read() {
    let event = kept::<Event>(&json!({ "EventType": "NewFileUpload", "FileUploadEvent": {
        "FileId": 5_285_890_784_273_533_167_u64, "ProcedureTaskId": "",
        "MediaBasicInfo": { "Name": "cat", "ExpireTime": "9999-12-31T23:59:59Z", "CreateTime": "", "TagSet": [] },
    } }));
    let Some(Notice::FileUpload(upload)) = event.notice() else { panic!("{event:?}") };
    let info = upload.info.as_ref().unwrap();
    assert_eq!((upload.file_id.as_str(), info.name.as_str()), ("5285890784273533167", "cat"));
    assert_eq!((info.created, info.expires.unwrap().year()), (None, 9999));
}

#[test]
fn a_procedure_is_read() {
    let event = kept::<Event>(&json!({ "EventType": "ProcedureStateChanged", "ProcedureStateChangeEvent": {
        "TaskId": "1250000000-Procedure-1", "Status": "FINISH", "ErrCode": 0, "Message": "", "FileId": "1",
        "MetaData": { "Duration": 60 },
        "MediaProcessResultSet": [
            { "Type": "Transcode", "TranscodeTask": {
                "Status": "SUCCESS", "ErrCode": 0, "Message": "SUCCESS", "Input": { "Definition": 20 },
                "Output": { "Url": "https://vod.example/a.mp4", "Duration": 60.5 },
            } },
            { "Type": "CoverBySnapshot", "CoverBySnapshotTask": { "Status": "FAIL", "ErrCode": 1 } },
            { "Type": "ImageSprites", "ImageSpriteTask": { "Status": "SUCCESS", "Output": { "TotalCount": 2 } } },
            { "Type": "Transcode", "TranscodeTask": null },
        ],
    } }));
    let Some(Notice::Procedure(procedure)) = event.notice() else { panic!("{event:?}") };
    assert_eq!(procedure.status, TaskStatus::Finished);
    let parts: Vec<_> = procedure.results.iter().map(super::MediaResult::part).collect();
    let [Some(Part::Transcode(transcode)), Some(Part::Cover(cover)), Some(Part::Other(other)), None] = parts[..] else {
        panic!("{parts:?}")
    };
    assert_eq!(transcode.output.as_ref().unwrap().duration, Some(60.5));
    assert_eq!((&cover.status, cover.error_code, &cover.output), (&ResultStatus::Failed, 1, &None));
    assert_eq!(other.output.as_ref().unwrap()["TotalCount"], 2);
}

#[test]
fn what_else_is_told_is_kept() {
    let event = kept::<Event>(&json!({ "EventType": "FileDeleted", "FileDeleteEvent": { "FileIdSet": ["1"] } }));
    assert_eq!((event.notice(), event.extra["FileDeleteEvent"]["FileIdSet"][0].as_str()), (None, Some("1")));
}
