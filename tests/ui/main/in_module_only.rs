mod handlers {
    #[scf::event]
    pub async fn greet(name: String) -> String {
        name
    }
}
//~^ error: 
