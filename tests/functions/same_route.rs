//! Two handlers for the same requests, which only the names of their parameters tell apart.

use scf::http::Path;
use scf::main;

mod orders {
    use super::Path;

    #[scf::http(get = "/orders/{id}")]
    async fn by_id(id: Path<u64>) -> String {
        id.to_string()
    }
}

mod customers {
    use super::Path;

    #[scf::http(post = "/orders", get = "/orders/{name}")]
    async fn by_name(name: Path<String>) -> String {
        name.to_string()
    }
}
