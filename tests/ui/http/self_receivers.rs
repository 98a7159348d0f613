struct Api;

impl Api {
    #[scf::http(get = "/")]
    async fn page(&self) -> &'static str {
        //~^ error: self
        "Hello!"
    }

    #[scf::http]
    fn routes(&mut self, app: &mut scf::http::ServiceConfig) {
        //~^ error: self
        let _ = app;
    }
}

fn main() {}
