trait Api {
    #[scf::http(get = "/")]
    fn page() -> String;
    //~^ error: fn
}

struct Shop;

impl Shop {
    #[scf::http(get = "/")]
    //~^ error: #[scf::http
    async fn page() -> String {
        String::new()
    }
}

fn main() {}
