#[scf::event]
fn shout(text: String) -> Result<String, &'static str> {
    if text.is_empty() { Err("nothing to shout") } else { Ok(text.to_uppercase()) }
}

fn main() {}
