#[scf::event]
async fn greet(name: Missing) -> Absent {
    //~^ error: Missing
    //~^^ error: Absent
    name.into()
}

mod http {
    #[scf::http(get = "/")]
    async fn page() -> Result<String, Missing> {
        //~^ error: Missing
        Ok(String::new())
    }
}
