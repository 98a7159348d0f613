//! Each sample is read as its type and recognised, and comes back whole.

use std::fs;
use std::path::Path;

use scf::events::{Event, ckafka, cos, function_url, samples};
use scf::serde_json::{self, Value};

use crate::known::{row_of, variant};
use crate::whole::assert_whole;

#[track_caller]
fn check(name: &str, json: &str) {
    let row = row_of(name);
    let came: Value = serde_json::from_str(json).unwrap();
    let written = (row.through)(json).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_whole(&written, &came, name);
    let event: Event = serde_json::from_str(json).unwrap_or_else(|error| panic!("{name} as `Event`: {error}"));
    assert_eq!(variant(&event), row.variant, "{name}");
    assert_whole(&serde_json::to_value(&event).unwrap(), &came, name);
    // By way of a `Value`, whose keys come in another order.
    let sorted: Event = serde_json::from_value(came).unwrap_or_else(|error| panic!("{name} as a `Value`: {error}"));
    assert_eq!(sorted, event, "{name}");
}

#[test]
fn our_own_samples_do() {
    for sample in samples::all() {
        check(sample.name, sample.json);
        let event: Event = sample.parse().unwrap();
        assert_eq!(event.source(), sample.source, "{}", sample.name);
        assert_eq!(samples::get(sample.name), Some(sample));
    }
}

/// Published samples lie beside a checkout where the project is developed; they are not ours to ship.
#[test]
fn those_of_the_documentation_do() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/events");
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!("not tested: there is no {}", folder.display());
        return;
    };
    let mut tested = 0;
    for file in files {
        let file = file.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap();
        if file.extension().is_some_and(|extension| extension == "json") && name != "index.json" {
            check(name, &fs::read_to_string(&file).unwrap());
            tested += 1;
        }
    }
    assert!(tested > 0, "{} is empty", folder.display());
}

#[test]
fn the_samples_of_what_is_easily_overlooked_show_it() {
    let event: cos::Event = samples::COS_CREATED_ESCAPED.parse().unwrap();
    let record = &event.records[0];
    assert_eq!(record.object_key(), "uploads/summer holiday/猫.jpg");
    assert_eq!(record.object_path(), "uploads/summer%20holiday/%E7%8C%AB.jpg");
    assert!(record.cos.object.url.ends_with(&record.object_path()));

    let batch: ckafka::Event = samples::CKAFKA_BAD.parse().unwrap();
    let read = batch.messages().map(|message| message.json::<Value>().map_err(|_| message.place().to_string()));
    assert_eq!(read.filter_map(Result::err).collect::<Vec<_>>(), ["orders/1/4712"]);

    let request: function_url::Request = samples::FUNCTION_URL_GET.parse().unwrap();
    assert_eq!((request.cookie("theme").as_deref(), request.cookie("visitor").as_deref()), (Some("dark"), Some("a b")));
}
