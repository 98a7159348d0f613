//! What reading an event costs: as its type, as any event, and as a `Value`. See `benches/README.md`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use allocation_counter::measure;
use scf::events::samples::{self, Sample};
use scf::events::{
    Event, apigw, ckafka, clb, cloudbase, cls, cmq, cos, dead_letter, eventbridge, function_url, iot, mps, timer, vod,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// One way to read an event.
type Reading = fn(&[u8]);

fn read<T: DeserializeOwned>(json: &[u8]) {
    let event: Result<T, _> = serde_json::from_slice(black_box(json));
    assert!(black_box(event).is_ok(), "an event is not read");
}

/// How a sample's type is read, by the begin of its name.
const TYPES: &[(&str, Reading)] = &[
    ("timer", read::<timer::Event>),
    ("cos", read::<cos::Event>),
    ("ckafka", read::<ckafka::Event>),
    ("cmq", read::<cmq::Event>),
    ("cls", read::<cls::Event>),
    ("mps", read::<mps::Event>),
    ("clb", read::<clb::Request>),
    ("eventbridge", read::<eventbridge::Delivery>),
    ("apigw-websocket", read::<apigw::websocket::Event>),
    ("apigw", read::<apigw::Request>),
    ("function-url", read::<function_url::Request>),
    ("cloudbase", read::<cloudbase::Request>),
    ("vod", read::<vod::Event>),
    ("iot", read::<iot::Message>),
    ("dead-letter", read::<dead_letter::Message>),
    ("hello", read::<Value>),
];

struct Row {
    /// Of the fastest round, for each way.
    nanoseconds: [f64; 3],
    allocations: [u64; 3],
}

/// Times the three ways in turn, so that a machine that grows slower does so for all of them.
fn compare(json: &[u8], typed: Reading) -> Row {
    const ROUNDS: u32 = 40;
    const ROUND: Duration = Duration::from_millis(4);
    let ways: [Reading; 3] = [read::<Value>, typed, read::<Event>];
    let mut fastest = [Duration::MAX; 3];
    let mut times = [1_u32; 3];
    for _ in 0..ROUNDS {
        for ((way, fastest), times) in ways.iter().zip(&mut fastest).zip(&mut times) {
            let begun = Instant::now();
            for _ in 0..*times {
                way(json);
            }
            let each = begun.elapsed() / *times;
            *fastest = (*fastest).min(each);
            let nanoseconds = fastest.as_nanos().max(1);
            *times = u32::try_from(ROUND.as_nanos() / nanoseconds).unwrap_or(u32::MAX).max(1);
        }
    }
    Row {
        nanoseconds: fastest.map(|time| time.as_secs_f64() * 1e9),
        allocations: ways.map(|way| measure(|| way(json)).count_total),
    }
}

fn print(name: &str, bytes: usize, row: &Row) {
    let [value, typed, event] = row.nanoseconds;
    let [value_allocations, typed_allocations, event_allocations] = row.allocations;
    println!(
        "| {name} | {bytes} | {value:.0} | {typed:.0} (×{:.2}) | {event:.0} (×{:.2}) | {value_allocations} | \
         {typed_allocations} | {event_allocations} |",
        typed / value,
        event / typed,
    );
}

fn type_of(sample: &Sample) -> Reading {
    let found = TYPES.iter().find(|(begin, _)| sample.name.starts_with(begin));
    found.map_or(read::<Value> as Reading, |(_, typed)| *typed)
}

/// A sample as it is sent: in its own order, without white space.
fn compact(json: &str) -> String {
    let mut within_text = false;
    let mut escaped = false;
    let kept = json.chars().filter(|c| {
        let keep = within_text || !c.is_whitespace();
        if escaped {
            escaped = false;
        } else if within_text && *c == '\\' {
            escaped = true;
        } else if *c == '"' {
            within_text = !within_text;
        }
        keep
    });
    kept.collect()
}

/// An event of as many records as are asked for: those of the sample, again and again.
fn batch(sample: &Sample, records: usize) -> String {
    let json = compact(sample.json);
    let (Some(begin), Some(end)) = (json.find('['), json.rfind(']')) else { return json };
    let known = json[begin + 1..end].matches("{\"Ckafka\"").count().max(1);
    let record = json[begin + 1..end].to_owned();
    let all = vec![record; records.div_ceil(known)].join(",");
    format!("{}{all}{}", &json[..=begin], &json[end..])
}

fn main() {
    println!(
        "| sample | bytes | `Value` (ns) | type (of `Value`) | `Event` (of type) | allocations: `Value` | type | `Event` |"
    );
    println!("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let is_asked_for = |name: &str| asked.is_empty() || asked.iter().any(|begin| name.starts_with(begin.as_str()));
    for sample in samples::all().iter().filter(|sample| is_asked_for(sample.name)) {
        let json = compact(sample.json);
        print(sample.name, json.len(), &compare(json.as_bytes(), type_of(sample)));
    }
    let batches = [samples::CKAFKA, samples::COS_CREATED, samples::CMQ, samples::EVENT_BRIDGE_BATCH];
    for sample in batches.into_iter().filter(|sample| is_asked_for(sample.name)) {
        for records in [10, 1_000, 10_000] {
            let json = batch(&sample, records);
            print(
                &format!("{}, {records} records", sample.name),
                json.len(),
                &compare(json.as_bytes(), type_of(&sample)),
            );
        }
    }
}
