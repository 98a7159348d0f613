use serde_json::{Value, json};

use super::{Event, Part, ResultStatus, Task, TaskStatus};
use crate::events::tests::kept::{kept, published};

fn workflow() -> Value {
    json!({
        "EventType": "WorkflowTask",
        "WorkflowTaskEvent": {
            "TaskId": "1250000000-WorkflowTask-1", "Status": "FINISH", "ErrCode": 0, "Message": "",
            "InputInfo": { "Type": "AWS-S3", "S3InputInfo": {
                "S3Bucket": "videos", "S3Region": "us-east-1", "S3Object": "/a.mp4",
                "S3SecretId": "an id", "S3SecretKey": "a key",
            } },
            "MetaData": { "Duration": 60, "AudioDuration": 59.99, "Size": "7700180", "Bitrate": null },
            "MediaProcessResultSet": [
                {
                    "Type": "ImageSprites", "TranscodeTask": null, "SampleSnapshotTask": null,
                    "ImageSpriteTask": {
                        "Status": "SUCCESS", "ErrCode": 0, "Message": "SUCCESS", "Input": { "Definition": 10 },
                        "Output": { "Storage": { "Type": "COS" }, "TotalCount": 2, "ImagePathSet": ["/a.jpg"] },
                    },
                },
                {
                    "Type": "Transcode",
                    "TranscodeTask": { "Status": "FAIL", "ErrCode": 30010, "Message": "Unkown", "Output": null },
                },
                { "Type": "New", "NewTask": { "Status": "SUCCESS" } },
            ],
            "AiAnalysisResultSet": null,
        },
        "EditMediaTaskEvent": null,
        "Timestamp": 1_790_000_000, "Sign": "a signature",
    })
}

#[test]
fn published_events_keep_all_they_have() {
    for event in published::<Event>("mps-") {
        match event.task() {
            Some(Task::Workflow(task)) => {
                let statuses: Vec<_> = task.results.iter().filter_map(|result| Some(result.part()?.status())).collect();
                assert_eq!(statuses.len(), 4);
                assert_eq!(statuses.iter().filter(|status| **status == &ResultStatus::Failed).count(), 1);
            }
            Some(Task::EditMedia(task)) => {
                assert_eq!(task.input.as_ref().unwrap().files[0].end, Some(10.5));
                assert_eq!(task.status, TaskStatus::Finished);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_workflow_is_read() {
    let event = kept::<Event>(&workflow());
    let Some(Task::Workflow(task)) = event.task() else { panic!("{event:?}") };
    let meta_data = task.meta_data.as_ref().unwrap();
    assert_eq!((meta_data.duration, meta_data.size, meta_data.bitrate), (Some(60.0), Some(7_700_180), None));
    assert!(matches!(task.results[0].part(), Some(Part::ImageSprite(part)) if part.output.is_some()));
    let failed = task.results[1].part().unwrap();
    assert_eq!((failed.status(), failed.error_code(), failed.message()), (&ResultStatus::Failed, 30010, "Unkown"));
    assert_eq!(task.results[2].part(), None);
    let shown = format!("{event:?}");
    assert!(["an id", "a key", "a signature"].iter().all(|secret| !shown.contains(secret)), "{shown}");
    assert_eq!(event.signature.as_ref().unwrap().expose(), "a signature");
}

#[test]
fn an_event_in_an_array_of_one_is_read() {
    let event = kept::<Event>(&json!([workflow()]));
    assert_eq!(event, kept::<Event>(&workflow()));
    for (event, says) in [
        (json!([]), "the event does not fit: invalid length 0, expected an object, or an array of one"),
        (json!([{}, {}]), "the event does not fit: invalid length 2, expected an object, or an array of one"),
        (json!("x"), "the event does not fit: invalid type: string \"x\", expected an object, or an array of one"),
        (json!([{ "WorkflowTaskEvent": { "ErrCode": "x" } }]), "`[0].WorkflowTaskEvent.ErrCode` does not fit: it is"),
    ] {
        let error = crate::event::decode::<Event>(event.to_string().as_bytes()).unwrap_err().to_string();
        assert!(error.starts_with(says), "{error}");
    }
}

#[test]
fn the_name_of_the_kind_decides_where_several_are_there() {
    let mut event = workflow();
    event["EditMediaTaskEvent"] = json!({ "TaskId": "1", "Status": "PROCESSING" });
    assert!(matches!(kept::<Event>(&event).task(), Some(Task::Workflow(_))));
    event["EventType"] = "EditMediaTask".into();
    assert!(matches!(kept::<Event>(&event).task(), Some(Task::EditMedia(_))));
}

#[test]
fn other_tasks_are_read() {
    let event = kept::<Event>(&json!({
        "EventType": "ScheduleTask",
        "ScheduleTaskEvent": { "TaskId": "1", "Status": "FINISH", "ErrCode": 0, "Message": "", "ActivityResultSet": [
            { "ActivityType": "Transcode", "ActivityResItem": { "TranscodeTask": { "Status": "SUCCESS" } } },
            { "ActivityType": "AIAnalysis", "ActivityResItem": { "AnalysisTask": { "Status": "SUCCESS" } } },
            { "ActivityType": "SmartErase", "ActivityResItem": null },
        ] },
    }));
    let Some(Task::Schedule(task)) = event.task() else { panic!("{event:?}") };
    assert!(matches!(task.activities[0].part(), Some(Part::Transcode(_))));
    assert_eq!(task.activities[1].part(), None);
    assert!(task.activities[1].result.as_ref().unwrap().extra.contains_key("AnalysisTask"));

    let event = kept::<Event>(&json!({
        "EventType": "ExtractBlindWatermark",
        "ExtractBlindWatermarkTask": { "TaskId": "1", "Type": "blind-basic", "IsDetected": true, "Result": "mine" },
    }));
    assert!(matches!(event.task(), Some(Task::ExtractBlindWatermark(task)) if task.text.as_deref() == Some("mine")));

    let event = kept::<Event>(&json!({ "EventType": "BatchTask", "BatchTaskEvent": { "InputInfos": null } }));
    assert!(matches!(event.task(), Some(Task::Batch(task)) if task.inputs.is_empty()));
    assert_eq!(Event::default().task(), None);
}
