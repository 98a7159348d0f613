//! An event function written by hand with actix-web, without logs.

mod function;

use std::io;

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};

fn main() -> io::Result<()> {
    function::serve(|app| {
        app.route("/event-invoke", web::post().to(invoke));
    })
}

async fn invoke(request: HttpRequest, body: Bytes) -> actix_web::Result<HttpResponse> {
    function::reply(function::request_id(&request), &body)
}
