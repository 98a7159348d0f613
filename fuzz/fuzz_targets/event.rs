//! Any bytes, read as whatever trigger's event: no panic, and what is written is read again as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scf::events::Event;

/// Writes an event and reads it again.
fn again(event: &Event) -> Event {
    let written = serde_json::to_vec(event).expect("an event is written");
    serde_json::from_slice(&written).expect("what was written is read")
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(event) = serde_json::from_slice::<Event>(bytes) else { return };
    // By its first kind an event is recognised, and its last is kept: from the second reading on there is one.
    let event = again(&event);
    assert_eq!(again(&event), event);
    let _ = event.unexpected();
});
