mod orders {
    #[scf::event]
    pub async fn create(id: u64) -> u64 {
        id
    }
}

mod users {
    #[scf::event]
    //~^ error: #[scf::event]
    pub async fn create(name: String) -> String {
        name
    }
}

fn main() {}
