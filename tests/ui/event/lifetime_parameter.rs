#[scf::event]
async fn greet<'a>(name: &'a str) -> String {
    //~^ error: <'a>
    //~^^ error: &'a str
    name.to_owned()
}
