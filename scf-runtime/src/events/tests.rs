mod apigw;
mod clb;
mod cloudbase;
mod eventbridge;
mod function_url;
pub(super) mod kept;
mod query;
mod response;

use serde_json::{Value, json};

use self::kept::kept;
use super::{Event, ckafka, cmq, mps, timer};

#[test]
fn what_comes_in_another_form_is_read_and_written_as_it_came() {
    let event = json!({ "Records": [{ "Ckafka": {
        "topic": "t", "Partition": "1", "offset": "36", "msgKey": null, "msgBody": 5, "new": [1],
    } }] });
    let batch: ckafka::Event = serde_json::from_value(event.clone()).unwrap();
    let message = &batch.records[0];
    assert_eq!((message.partition, message.offset, message.key()), (Some(1), Some(36), None));
    assert_eq!(message.body, "5");
    assert_eq!(serde_json::to_value(&batch).unwrap(), event);
}

#[test]
fn what_does_not_fit_says_where_and_what_is_taken() {
    let event = r#"{"WorkflowTaskEvent": {"ErrCode": "x"}}"#;
    let error = crate::event::decode::<mps::Event>(event.as_bytes()).unwrap_err();
    let says = "`WorkflowTaskEvent.ErrCode` does not fit: it is \"x\", and takes a whole number at line 1 column 38";
    assert_eq!(error.to_string(), says);
}

#[test]
fn what_an_event_is_does_not_depend_on_the_order_of_its_keys() {
    for (event, variant) in [
        (r#"{"headers": {"a": "b"}, "EventList": []}"#, "EventBridge"),
        (r#"{"body": "x", "Records": [{"CMQ": {}}]}"#, "CMQ"),
        (r#"{"payload": 1, "Time": "2026-11-25T08:00:00Z", "Type": "Timer"}"#, "a timer"),
        (r#"{"path": "/", "x": 1}"#, "no known trigger"),
    ] {
        let event: Event = serde_json::from_str(event).unwrap();
        assert_eq!(event.source(), variant);
        let sorted = serde_json::to_value(&event).unwrap().to_string();
        assert_eq!(serde_json::from_str::<Event>(&sorted).unwrap(), event);
    }
}

#[test]
fn no_message_fails_its_batch() {
    for odd in [json!("x"), json!(1.5), json!(u64::MAX), json!(true), json!([1]), json!({ "a": null })] {
        let batch = kept::<ckafka::Event>(&json!({ "Records": [
            { "Ckafka": { "topic": odd, "partition": odd, "offset": odd, "msgKey": odd, "msgBody": odd } },
            { "Ckafka": { "topic": "t", "partition": 1, "offset": 2, "msgBody": "{}" } },
        ] }));
        let [odd, good] = &batch.records[..] else { panic!("{batch:?}") };
        assert_eq!((odd.partition, odd.offset), (None, None));
        assert_eq!((good.partition, good.offset), (Some(1), Some(2)));
        assert_eq!(good.place().to_string(), "t/1/2");
    }
    for odd in [json!(1.5), json!(true), json!([1]), json!({ "a": null }), json!(null)] {
        kept::<cmq::Event>(&json!({ "Records": [{ "CMQ": {
            "type": odd, "topicOwner": odd, "topicName": odd, "subscriptionName": odd, "publishTime": odd, "msgId": odd,
            "requestId": odd, "msgBody": odd, "msgTag": odd,
        } }] }));
    }
}

#[test]
fn an_error_says_which_message_it_is_about() {
    let batch: ckafka::Event = serde_json::from_value(json!({ "Records": [
        { "Ckafka": { "topic": "orders", "partition": 1, "offset": 4712, "msgBody": "{" } },
        { "Ckafka": { "topic": "orders", "msgBody": "{" } },
    ] }))
    .unwrap();
    let errors: Vec<_> = batch.messages().map(|message| message.json::<Value>().unwrap_err().to_string()).collect();
    assert!(errors[0].starts_with("the message orders/1/4712 does not fit as JSON: EOF"), "{errors:?}");
    assert!(errors[1].starts_with("the message orders/?/? does not fit as JSON: EOF"), "{errors:?}");
}

#[test]
fn a_message_without_anything_is_null() {
    assert_eq!(timer::Event::default().json::<Option<u8>>().unwrap(), None);
    assert!(timer::Event::default().json::<u8>().is_err());
    assert_eq!(ckafka::Message::default().json::<Option<u8>>().unwrap(), None);
    assert_eq!(cmq::Message::default().json::<Option<u8>>().unwrap(), None);
    assert_eq!(super::function_url::Request::default().json::<Option<u8>>().unwrap(), None);
    assert_eq!(super::clb::Request::default().json::<Option<u8>>().unwrap(), None);
}

#[test]
fn what_is_shown_is_what_is_there() {
    let came = json!({ "TriggerName": 5, "Time": "2026-11-25T08:00:00Z" });
    let timer: timer::Event = serde_json::from_value(came.clone()).unwrap();
    let time = "2026-11-25 8:00:00.0 +00:00:00";
    let shown = format!(r#"Event {{ kind: "", trigger_name: "5", time: {time}, message: "" }}"#);
    assert_eq!(format!("{timer:?}"), shown);
    let mut more = came;
    more["New"] = true.into();
    let timer: timer::Event = serde_json::from_value(more).unwrap();
    assert!(format!("{timer:?}").ends_with(r#"message: "", extra: {"New": Bool(true)} }"#), "{timer:?}");
}

#[test]
fn a_field_that_was_changed_is_written_as_it_is_now() {
    let mut timer: timer::Event =
        serde_json::from_str(r#"{"type": "Timer", "TRIGGERNAME": 5, "Time": "2019-02-21T11:49:00Z"}"#).unwrap();
    timer.trigger_name = "other".into();
    let written: Value = serde_json::to_value(&timer).unwrap();
    assert_eq!(
        written,
        json!({"type": "Timer", "TRIGGERNAME": "other", "Time": "2019-02-21T11:49:00Z", "Message": ""})
    );
}
