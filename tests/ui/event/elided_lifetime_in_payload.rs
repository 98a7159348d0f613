#[derive(serde::Deserialize)]
struct Greet<'a> {
    name: &'a str,
}

#[scf::event]
async fn greet(greet: Greet) -> String {
    //~^ error: Greet
    greet.name.to_owned()
}
