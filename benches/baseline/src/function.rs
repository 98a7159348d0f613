//! What both binaries share: the function, and the server around it.

use std::{env, io};

use actix_web::web::{PayloadConfig, ServiceConfig};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, error, rt};
use serde::{Deserialize, Serialize};

/// The largest event that the platform sends.
const BODY_LIMIT: usize = 6 * 1024 * 1024;

#[derive(Deserialize)]
struct Order {
    name: String,
    items: Vec<Item>,
}

#[derive(Deserialize)]
struct Item {
    sku: String,
    qty: u32,
    price: f64,
}

#[derive(Serialize)]
struct Reply<'a> {
    text: String,
    total: f64,
    request_id: &'a str,
}

/// Serves until SIGTERM, which actix-web's server listens for by itself.
pub fn serve(routes: impl Fn(&mut ServiceConfig) + Clone + Send + 'static) -> io::Result<()> {
    let port = match env::var("PORT") {
        Ok(port) => port.parse().map_err(io::Error::other)?,
        Err(_) => 9000,
    };
    let server = move || {
        let routes = routes.clone();
        App::new().app_data(PayloadConfig::new(BODY_LIMIT)).configure(move |app| routes(app))
    };
    rt::System::new().block_on(async {
        HttpServer::new(server)
            // The platform sends an instance one event at a time.
            .workers(1)
            .bind(("0.0.0.0", port))?
            .run()
            .await
    })
}

pub fn request_id(request: &HttpRequest) -> &str {
    request.headers().get("x-scf-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default()
}

/// Reads the body whatever its content type: the platform promises none.
pub fn reply(request_id: &str, body: &[u8]) -> actix_web::Result<HttpResponse> {
    let order: Order = serde_json::from_slice(body).map_err(error::ErrorBadRequest)?;
    let skus: Vec<&str> = order.items.iter().map(|item| item.sku.as_str()).collect();
    Ok(HttpResponse::Ok().json(Reply {
        text: format!("Hello, {}: {}", order.name, skus.join(", ")),
        total: order.items.iter().map(|item| f64::from(item.qty) * item.price).sum(),
        request_id,
    }))
}
