//! That nothing is lost.

use scf::serde_json::Value;

/// Asserts that all of an event is in what was written of it. More may be: what the documentation says is always
/// there.
#[track_caller]
pub fn assert_whole(written: &Value, came: &Value, name: &str) {
    if let Some(path) = lost(written, came, String::new()) {
        panic!("{name}: `{path}` came as\n{came:#}\nand the event was written as\n{written:#}");
    }
}

/// Where something is missing or another.
fn lost(written: &Value, came: &Value, path: String) -> Option<String> {
    match (written, came) {
        (Value::Object(written), Value::Object(came)) => came.iter().find_map(|(name, came)| {
            let path = format!("{path}.{name}");
            match written.get(name) {
                Some(written) => lost(written, came, path),
                None => Some(path),
            }
        }),
        (Value::Array(written), Value::Array(came)) if written.len() == came.len() => {
            let mut pairs = written.iter().zip(came).enumerate();
            pairs.find_map(|(at, (written, came))| lost(written, came, format!("{path}[{at}]")))
        }
        (written, came) => (written != came).then_some(path),
    }
}
