struct Greet {
    name: String,
}

#[scf::event]
async fn greet(greet: Greet) -> String {
    //~^ error: Greet
    greet.name
}
