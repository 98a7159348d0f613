#[scf::event]
async fn first() {}

#[scf::event]
//~^ error: #[scf::event]
fn second() {}
