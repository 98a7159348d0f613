#[scf::event]
async fn greet(names: Vec<&str>) -> String {
    //~^ error: Vec<&str>
    names.join(", ")
}
