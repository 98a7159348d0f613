use scf::actix_web::FromRequest;
use scf::http::ServiceConfig;

#[scf::http(get = "/a")]
async fn generic<T: FromRequest>(extracted: T) -> &'static str {
    //~^ error: <T: FromRequest>
    drop(extracted);
    ""
}

#[scf::http]
async fn any(extracted: impl FromRequest) -> &'static str {
    //~^ error: impl FromRequest
    drop(extracted);
    ""
}

#[scf::http]
fn routes<'a>(app: &'a mut ServiceConfig)
//~^ error: <'a>
where
//~^ error: where
    'a: 'static,
{
    let _ = app;
}
