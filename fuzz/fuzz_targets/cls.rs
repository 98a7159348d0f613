//! Any bytes as the data of a log event: as text, as gzip in base64, and as the text within it. No panic, and never
//! more than the cap.

#![no_main]

use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use scf::events::cls;

const CAP: usize = 4096;

fn decode(data: String) {
    let mut event = cls::Event::default();
    event.logs.data = data;
    if let Ok(batch) = event.decode_within(CAP) {
        let content: usize = batch.records.iter().map(|record| record.content.len()).sum();
        assert!(content <= CAP, "{content} bytes");
    }
}

fuzz_target!(|bytes: &[u8]| {
    decode(String::from_utf8_lossy(bytes).into_owned());
    decode(BASE64_STANDARD.encode(bytes));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).expect("memory takes it");
    decode(BASE64_STANDARD.encode(gzip.finish().expect("memory takes it")));
});
