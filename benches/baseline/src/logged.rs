//! The same function with one line of JSON on stdout for each request.

mod function;

use std::io;
use std::time::Instant;

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};

fn main() -> io::Result<()> {
    tracing_subscriber::fmt().json().flatten_event(true).init();
    function::serve(|app| {
        app.route("/event-invoke", web::post().to(invoke));
    })
}

async fn invoke(request: HttpRequest, body: Bytes) -> actix_web::Result<HttpResponse> {
    let started = Instant::now();
    let request_id = function::request_id(&request);
    let outcome = function::reply(request_id, &body);
    tracing::info!(request_id, duration_ms = started.elapsed().as_secs_f64() * 1e3, ok = outcome.is_ok(), "invocation");
    outcome
}
