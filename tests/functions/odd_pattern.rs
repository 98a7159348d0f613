//! An HTTP function whose route has an expression that is none.

use scf::http::Path;

#[scf::http(get = "/orders/{id:[0-9}")]
async fn order(id: Path<u64>) -> String {
    id.to_string()
}
