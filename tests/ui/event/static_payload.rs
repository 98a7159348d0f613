#[derive(serde::Deserialize)]
struct Greet<'a> {
    name: &'a str,
}

#[scf::event]
async fn greet(greet: Greet<'static>) -> String {
    //~^ error: Greet<'static>
    greet.name.to_owned()
}
