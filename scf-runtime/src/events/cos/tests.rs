use serde_json::{Value, json};

use super::{Bucket, Created, Event, EventName, Record, Removed, Restored};
use crate::events::tests::kept::{kept, published};

fn event(key: &str, url: &str) -> Value {
    json!({ "Records": [{
        "cos": {
            "cosSchemaVersion": "1.0",
            "cosBucket": { "name": "pictures", "appid": "1250000000", "region": "gz" },
            "cosObject": {
                "key": key, "size": 7, "url": url, "vid": "",
                "meta": { "Content-Type": "", "x-cos-meta-Of": "cats" },
            },
            "cosNotificationId": "unkown",
        },
        "event": {
            "eventName": "cos:ObjectCreated:*", "eventVersion": "1.0", "eventSource": "qcs::cos",
            "eventTime": 1_790_000_000, "eventQueue": "qcs:0:scf:gz:appid/1250000000:default.index.$LATEST",
            "requestParameters": { "requestSourceIP": "192.0.2.7", "requestHeaders": { "Authorization": "q-ak=x" } },
            "reservedInfo": "", "reqid": 1_038_862_404_u64,
        },
    }] })
}

fn record(key: &str, url: &str) -> Record {
    kept::<Event>(&event(key, url)).records.remove(0)
}

#[test]
fn published_events_keep_all_they_have() {
    for event in published::<Event>("cos-") {
        let record = &event.records[0];
        assert!(record.is_created() || record.is_removed(), "{record:?}");
        assert!(record.cos.object.url.contains(&format!("//{}.", record.bucket_full())), "{record:?}");
        assert!(["testfile", "dir/文件 a+b.txt"].contains(&&*record.object_key()), "{}", record.object_key());
        assert_eq!(record.action.time.unwrap().unix_timestamp(), 1_545_205_770);
        assert!(record.cos.bucket.sdk_region().is_some());
    }
}

#[test]
fn an_event_is_read() {
    let record = record("/1250000000/pictures/2026/cat.png", "http://pictures-1250000000.cos.example/2026/cat.png");
    assert_eq!(record.object_key(), "2026/cat.png");
    assert_eq!(record.bucket_full(), "pictures-1250000000");
    assert_eq!(record.cos.bucket.sdk_region(), Some("ap-guangzhou"));
    assert_eq!((record.cos.object.size, record.action.request_number), (Some(7), Some(1_038_862_404)));
    assert_eq!(record.cos.object.meta.get("X-Cos-Meta-of"), Some("cats"));
    assert_eq!(record.action.name, EventName::ObjectCreated(Created::Any));
    let shown = format!("{record:?}");
    assert!(shown.contains("[redacted]") && !shown.contains("q-ak"), "{shown}");
}

#[test]
fn events_of_2017_are_read() {
    let event = kept::<Event>(&json!({ "Records": [{
        "cos": {
            "cosBucket": { "name": "pictures", "appid": 1_250_000_000, "region": "ap-tokyo" },
            "cosObject": { "key": "/a/cat.png", "size": "1024", "url": "", "meta": null },
        },
        "event": { "eventName": "cos: ObjectRemove : Delete ", "eventTime": "2017-03-09T01:02:03Z" },
    }] }));
    let record = &event.records[0];
    assert_eq!((record.object_key(), record.bucket_full()), ("a/cat.png".into(), "pictures-1250000000".to_owned()));
    assert_eq!((record.cos.object.size, record.cos.bucket.sdk_region()), (Some(1024), Some("ap-tokyo")));
    assert_eq!(record.action.name, EventName::ObjectRemove(Removed::Delete));
    assert_eq!(record.action.time.unwrap().unix_timestamp(), 1_489_021_323);
    assert!(record.is_removed() && !record.is_created());
}

#[test]
fn the_address_tells_whether_a_key_is_escaped() {
    let cases = [
        // The key as it stands, the path of the address, and the key that is meant.
        ("a%20b", "a%20b", "a b"),
        ("a b", "a%20b", "a b"),
        ("a%20b", "a%2520b", "a%20b"),
        ("a%2520b", "a%2520b", "a%20b"),
        ("%E7%8C%AB a+b", "%E7%8C%AB%20a%2Bb", "猫 a+b"),
        ("%E7%8C%AB", "%e7%8c%ab?versionId=%20", "猫"),
        ("100%", "100%25", "100%"),
        ("50%-100%25", "50%25-100%2525", "50%-100%25"),
        ("a+b", "a%2Bb", "a+b"),
        // The address says nothing.
        ("a%20b", "other", "a b"),
        ("a b%20", "other", "a b%20"),
        ("100%25%", "other", "100%25%"),
        ("%E7%8C", "other", "%E7%8C"),
        ("猫%20", "", "猫%20"),
    ];
    for (key, path, meant) in cases {
        let url = format!("https://pictures-1250000000.cos.example/{path}");
        assert_eq!(record(&format!("/1250000000/pictures/{key}"), &url).object_key(), meant, "{key} at {path}");
        assert_eq!(record(&format!("/{key}"), &url).object_key(), meant, "{key} at {path}");
    }
}

#[test]
fn an_object_is_given_another_key() {
    for url in ["https://pictures-1250000000.cos.example/2026/cat.png?a=b", "https://x.example", ""] {
        let mut record = record("/1250000000/pictures/2026/cat.png", url);
        for (key, path) in [
            ("a b/猫+(1).png", "a%20b/%E7%8C%AB%2B%281%29.png"),
            ("100%", "100%25"),
            ("a%20b", "a%2520b"),
            ("plain/-._~", "plain/-._~"),
            ("/", "/"),
            ("", ""),
        ] {
            record.set_object_key(key);
            assert_eq!((&*record.object_key(), record.object_path().as_str()), (key, path), "{record:?}");
            assert!(record.cos.object.url.ends_with(&format!("/{path}")), "{record:?}");
            let written = serde_json::to_value(&record).unwrap();
            assert_eq!(written["cos"]["cosObject"]["key"], format!("/1250000000/pictures/{key}"));
        }
    }
    let mut record = record("/x", "");
    record.set_object_key("y");
    assert_eq!(record.cos.object.url, "http://pictures-1250000000.cos.ap-guangzhou.myqcloud.com/y");
    assert_eq!((record.size(), record.region()), (Some(7), Some("ap-guangzhou")));
}

#[test]
fn only_its_own_bucket_is_no_part_of_a_key() {
    for (key, meant) in [
        ("/1250000000/pictures/1250000000/pictures/x", "1250000000/pictures/x"),
        ("/1250000000/pictures//x/", "/x/"),
        ("/1250000000/pictures2/x", "1250000000/pictures2/x"),
        ("/1250000001/pictures/x", "1250000001/pictures/x"),
        ("x", "x"),
        ("", ""),
    ] {
        assert_eq!(record(key, "").object_key(), meant);
    }
}

#[test]
fn names_are_read_by_their_parts() {
    for (text, name) in [
        ("cos:ObjectCreated:Put", EventName::ObjectCreated(Created::Put)),
        ("cos:ObjectCreated:Append", EventName::ObjectCreated(Created::Other("Append".into()))),
        ("COS : objectcreated : put", EventName::ObjectCreated(Created::Put)),
        ("cos:ObjectRemove", EventName::ObjectRemove(Removed::Any)),
        ("cos:ObjectRestore:Completed", EventName::ObjectRestore(Restored::Completed)),
        ("cos:ObjectTagging:Put", EventName::Other("cos:ObjectTagging:Put".into())),
        ("s3:ObjectCreated:Put", EventName::Other("s3:ObjectCreated:Put".into())),
    ] {
        let mut event = event("/x", "");
        event["Records"][0]["event"]["eventName"] = text.into();
        assert_eq!(kept::<Event>(&event).records[0].action.name, name);
    }
}

#[test]
fn a_region_that_is_not_known_is_none() {
    let mut bucket = Bucket::default();
    assert_eq!(bucket.sdk_region(), None);
    bucket.region = "GZ".into();
    assert_eq!(bucket.sdk_region(), Some("ap-guangzhou"));
    bucket.region = "zz".into();
    assert_eq!(bucket.sdk_region(), None);
}
