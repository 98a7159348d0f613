#[scf::event]
fn greet(names: Vec<impl ToString>) -> String {
    //~^ error: impl ToString
    names.iter().map(ToString::to_string).collect()
}
