#[scf::http]
async fn first() -> &'static str {
    "first"
}

mod more {
    #[scf::http]
    //~^ error: #[scf::http]
    async fn second() -> &'static str {
        "second"
    }
}
