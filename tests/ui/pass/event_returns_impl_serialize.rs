use serde::Serialize;

#[scf::event]
async fn both(name: String) -> Result<impl Serialize + use<>, scf::Error> {
    Ok((name.len(), name))
}

fn main() {}
