use std::borrow::Cow;

use scf::actix_web::Either;
use scf::http::{HttpResponse, Json, Responder, StatusCode};

#[derive(Debug)]
enum OrderError {
    NotFound,
}

impl std::fmt::Display for OrderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no such order")
    }
}

impl std::error::Error for OrderError {}

impl scf::Failure for OrderError {
    fn status(&self) -> u16 {
        404
    }
}

#[scf::http(get = "/a")]
async fn text() -> &'static str {
    ""
}

#[scf::http(get = "/b")]
async fn responder() -> impl Responder {
    (Cow::Borrowed("made"), StatusCode::CREATED)
}

#[scf::http(get = "/c")]
async fn json() -> Result<Json<Vec<u64>>, scf::Error> {
    Ok(Json(vec![1]))
}

#[scf::http(get = "/d")]
async fn domain() -> Result<HttpResponse, OrderError> {
    Err(OrderError::NotFound)
}

#[scf::http(get = "/e")]
async fn anyhow() -> anyhow::Result<String> {
    anyhow::bail!("no")
}

#[scf::http(get = "/f")]
async fn actix() -> scf::actix_web::Result<Vec<u8>> {
    Err(scf::actix_web::error::ErrorNotFound("no"))
}

#[scf::http(get = "/g")]
async fn responder_or_error() -> Result<impl Responder, Box<dyn std::error::Error + Send + Sync>> {
    Ok(Some("text"))
}

#[scf::http(get = "/h")]
async fn words() -> Result<Either<String, HttpResponse>, &'static str> {
    Err("no")
}

#[scf::http]
async fn fallback() -> Result<(String, StatusCode), std::io::Error> {
    Ok((std::fs::read_to_string("404.html")?, StatusCode::NOT_FOUND))
}

fn main() {}
