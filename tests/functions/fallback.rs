//! An HTTP function that takes everything, and stands in a module.

// A glob does not reach out of a module.
use scf::main;

mod everything {
    use scf::http::{Bytes, HttpRequest};
    use scf::serde_json::{Value, json};

    #[scf::http]
    async fn everything(request: HttpRequest, body: Bytes) -> actix_web::web::Json<Value> {
        actix_web::web::Json(json!({
            "method": request.method().as_str(),
            "path": request.path(),
            "query": request.query_string(),
            "bytes": body.len(),
        }))
    }
}
