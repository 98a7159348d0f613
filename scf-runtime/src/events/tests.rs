mod apigw;
mod clb;
mod cloudbase;
mod eventbridge;
mod function_url;
pub(super) mod kept;
mod response;

use serde_json::{Value, json};

use super::{ckafka, timer};

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
    let event = r#"{"Records": [{"Ckafka": {"offset": "x"}}]}"#;
    let error = crate::event::decode::<ckafka::Event>(event.as_bytes()).unwrap_err();
    let says = "`Records[0].Ckafka.offset` does not fit: it is \"x\", and takes a whole number at line 1 column 39";
    assert_eq!(error.to_string(), says);
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
