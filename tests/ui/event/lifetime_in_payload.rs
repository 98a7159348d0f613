#[derive(serde::Deserialize)]
struct Greet<'a> {
    name: &'a str,
}

#[scf::event]
async fn greet(greet: Greet<'_>) -> String {
    //~^ error: Greet<'_>
    greet.name.to_owned()
}
