type Text = String;

#[scf::init]
async fn first() -> String {
    //~^ error: String
    String::new()
}

mod more {
    #[scf::init]
    fn second() -> std::io::Result<String> {
        //~^ error: String
        std::fs::read_to_string("second")
    }

    #[scf::init]
    async fn third() -> crate::Text {
        //~^ error: crate::Text
        String::new()
    }
}

#[scf::http]
async fn page() -> &'static str {
    ""
}
