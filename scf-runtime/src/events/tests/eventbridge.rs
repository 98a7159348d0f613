use serde_json::{Value, json};

use super::kept::{kept, published_but};
use crate::events::eventbridge::data::{Record, TopicType};
use crate::events::eventbridge::{Data, Delivery, Event, Status};

#[test]
fn samples_published_but() {
    for event in published_but::<Event>("eventbridge-", &["batch"]) {
        known(&event.kind, event.data);
    }
    published_but::<Delivery>("eventbridge-", &[]);
    published_but::<Record>("cloudaudit-record", &[]);
}

fn event(kind: &str, data: Value) -> Event {
    kept(&json!({"specversion": "1.0", "id": "1", "type": kind, "source": "s", "data": data}))
}

/// The data by the event's kind, after it has been written again.
fn known(kind: &str, data: Value) -> Data {
    let known = event(kind, data.clone()).known_data().unwrap();
    match &known {
        Data::Ckafka(read) => assert_eq!(serde_json::to_value(read).unwrap(), data),
        Data::Tdmq(read) => assert_eq!(serde_json::to_value(read).unwrap(), data),
        Data::ApiGateway(read) => assert_eq!(serde_json::to_value(read).unwrap(), data),
        Data::Dts(read) => assert_eq!(serde_json::to_value(read).unwrap(), data),
        Data::Alarm(read) => assert_eq!(serde_json::to_value(read).unwrap(), data),
        Data::Audit(read) => assert_eq!(serde_json::to_value(read).unwrap(), data),
        Data::Other(read) => assert_eq!(*read, data),
    }
    known
}

#[test]
fn an_envelope_is_read_in_every_form() {
    let told = kept::<Event>(&json!({
        "specversion": "0", "id": "1", "type": "a:b", "source": "s", "subjuect": "qcs::a", "timer": "1615430559146",
        "region": "ap-guangzhou", "dataContentType": "application/json", "data": [1], "tags": null, "status": "",
    }));
    assert_eq!(told.subject.as_deref(), Some("qcs::a"));
    assert_eq!(told.data_content_type.as_deref(), Some("application/json"));
    assert_eq!(told.time.unwrap().by_size().unwrap().unix_timestamp(), 1_615_430_559);
    assert_eq!((told.status, told.data.clone()), (None, json!([1])));
    let seconds = kept::<Event>(&json!({"type": "a", "data": null, "time": 1_648_109_734, "status": "-"}));
    assert_eq!(seconds.time.unwrap().by_size().unwrap().unix_timestamp(), 1_648_109_734);
    assert_eq!(seconds.status, Some(Status::Stateless));
    let odd = json!({"type": "a", "data": 1, "time": "soon", "tags": {"k": "v"}, "resource": "r", "status": 1});
    let odd = kept::<Event>(&odd);
    assert_eq!((odd.time, odd.tag("k"), odd.tag("l")), (None, Some("v"), None));
    assert_eq!((odd.resource.as_slice(), odd.status), (&["r".to_owned()][..], Some(Status::Wrong)));
}

#[test]
fn one_event_and_several_are_told_apart() {
    let one = json!({"specversion": "1.0", "id": "1", "type": "a", "source": "s", "data": 1});
    let two = json!({"specversion": "1.0", "id": "2", "type": "b", "source": "s", "data": 2});
    let kinds = |delivery: &Delivery| delivery.iter().map(|event| event.kind.clone()).collect::<Vec<_>>();

    let delivery = kept::<Delivery>(&one);
    assert!(matches!(delivery, Delivery::One(_)));
    assert_eq!(kinds(&delivery), ["a"]);

    let batch = json!({"EventList": [one, two], "new": 1});
    let delivery = kept::<Delivery>(&batch);
    assert!(matches!(delivery, Delivery::Batch(_)));
    assert_eq!(kinds(&delivery), ["a", "b"]);
    assert_eq!(serde_json::to_value(&delivery).unwrap(), batch);

    let delivery = kept::<Delivery>(&json!([two, one]));
    assert!(matches!(delivery, Delivery::List(_)));
    assert_eq!(kinds(&delivery), ["b", "a"]);
    assert_eq!(delivery.into_iter().map(|event| event.data).collect::<Vec<_>>(), [json!(2), json!(1)]);

    let error = crate::event::decode::<Delivery>(br#"{"EventList": [{"id": "1"}]}"#).unwrap_err();
    assert_eq!(error.to_string(), "`EventList[0]` does not fit: missing field `type` at line 1 column 26");
    assert!(crate::event::decode::<Delivery>(b"1").is_err());
}

#[test]
fn data_is_told_by_the_kind() {
    let kafka =
        known("Connector:Kafka", json!({"topic": "t", "Partition": 1, "offset": 37, "msgKey": "None", "msgBody": "b"}));
    assert!(matches!(&kafka, Data::Ckafka(message) if message.partition == Some(1) && message.key().is_none()));
    let tdmq = known(
        "connector:tdmq",
        json!({
            "topic": "t", "tags": "a", "TopicType": 4, "toTimestamp": "1603352765001", "partitions": "2", "msgBody": "{}",
        }),
    );
    assert!(matches!(&tdmq, Data::Tdmq(message)
        if message.topic_type == Some(TopicType::DeadLetter)
            && message.partition == Some(2)
            && message.time.unwrap().unix_timestamp() == 1_603_352_765));
    let request = known("connector:apigw", json!({"body": "{\"a\":1}", "queryString": {"a": ["1"]}, "path": "/"}));
    assert!(matches!(&request, Data::ApiGateway(request) if request.json::<Value>().unwrap() == json!({"a": 1})));
    let alarm = known(
        "cvm:ErrorEvent:ping_unreachable",
        json!({
            "appId": 1, "instanceId": "ins-1", "dimensions": {"ip": "192.0.2.1"}, "additionalMsg": [{"key": "a"}],
        }),
    );
    assert!(matches!(&alarm, Data::Alarm(alarm) if alarm.app_id.as_deref() == Some("1")));
    let record = known(
        "cvm:CloudEvent:ApiCall",
        json!({
            "userIdentity": "root", "errorCode": "", "eventVersion": "2", "eventTime": 1_648_109_734, "tags": [],
            "requestElements": {},
        }),
    );
    assert!(matches!(&record, Data::Audit(record)
        if record.user_identity.is_none() && record.error_code.is_none() && record.event_version == Some(2)));
    assert!(matches!(known("mine", json!({"a": 1})), Data::Other(_)));
    assert!(matches!(known("connector:kafka", json!("text")), Data::Other(_)));
    let error = event("connector:apigw", json!({"isBase64Encoded": "x"})).known_data().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the data of the event connector:apigw does not fit in `isBase64Encoded`: it is \"x\", and takes true or false"
    );
}

#[test]
fn rows_of_a_database_are_read() {
    let data = json!({
        "partition": 3,
        "event": {"dmlEvent": {
            "columns": [{"name": "text", "originalType": "text"}, {"name": "id", "isKey": "true"}, {"name": "none"}],
            "rows": [{
                "oldColumns": [{"dataType": 13, "charset": "utf8", "bv": "b2xk"}],
                "newColumns": [{"dataType": 13, "charset": "latin1", "bv": "/w=="}, {"dataType": "3", "sv": "7"}, {}],
            }],
        }},
        "header": {"timestamp": 1_648_109_734, "seqId": 1, "isLast": true},
        "eb_consumer_time": "2022-03-24 16:15:34.2 +0800 CST m=+1.1",
    });
    let Data::Dts(change) = known("dts:mysql:update", data) else { panic!("it is a change") };
    assert_eq!(change.header.time.unwrap().unix_timestamp(), 1_648_109_734);
    let rows: Vec<_> = change.rows().collect();
    let row = rows[0];
    assert_eq!(row.before("text").unwrap().text().unwrap().as_deref(), Some("old"));
    assert_eq!(row.now("text").unwrap().bytes().unwrap().as_deref(), Some(&[0xff][..]));
    assert_eq!(row.now("text").unwrap().text().unwrap_err().status_code(), 400);
    assert_eq!(row.now("id").unwrap().text().unwrap().as_deref(), Some("7"));
    let none = row.now("none").unwrap();
    assert!(none.is_null() && none.text().unwrap().is_none());
    assert!(row.before("id").is_none() && row.now("missing").is_none());
    assert!(change.event.rows.unwrap().columns[1].is_key.unwrap());

    let data = json!({"event": {"ddlEvent": {"schemaName": "s", "sql": "ALTER TABLE t"}}, "header": {}});
    let Data::Dts(change) = known("dts:MYSQL:DDL", data) else { panic!("it is a change") };
    assert_eq!(change.event.schema.as_ref().unwrap().sql, "ALTER TABLE t");
    assert_eq!(change.rows().count(), 0);
}
