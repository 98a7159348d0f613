#[scf::event]
async fn main(name: String) -> String {
    //~^ error: main
    //~^^ error: async fn main
    name
}
