#[scf::event("greet", crate = ::scf, crate = ::scf, 3)]
//~^ error: "greet"
//~^^ error: crate = ::scf, 3
//~^^^ error: 3
async fn greet(name: String) -> String {
    name
}
