#[scf::event]
async fn greet(name: String) -> String;
//~^ error: fn
//~^^ error: async
