#[scf::event]
#[derive(serde::Deserialize)]
pub struct Greet {
    //~^ error: struct
    pub name: String,
}
