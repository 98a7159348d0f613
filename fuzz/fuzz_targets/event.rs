//! Any bytes, read as whatever trigger's event: no panic, and what is read is written and read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scf::events::Event;

fuzz_target!(|bytes: &[u8]| {
    let Ok(event) = serde_json::from_slice::<Event>(bytes) else { return };
    let written = serde_json::to_vec(&event).expect("an event is written");
    let again: Event = serde_json::from_slice(&written).expect("what was written is read");
    assert_eq!(again, event);
    let _ = event.unexpected();
});
