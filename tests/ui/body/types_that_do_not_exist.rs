#[scf::event]
async fn greet(name: Missing) -> Absent {
    //~^ error: Missing
    //~^^ error: Absent
    name.into()
}
