use scf::serde_json::{Value, json};

#[scf::event]
async fn echo(event: Value) -> Value {
    json!({ "event": event })
}

fn main() {}
