use std::borrow::Cow;

use scf::http::Path;

#[scf::http(get = "/{name}")]
async fn greet(name: Path<Cow<'_, str>>) -> String {
    //~^ error: Path<Cow<'_, str>>
    name.into_inner().into_owned()
}
