//! The three forms of an HTTP handler, under a crate of another name.

use my_scf::State;
use my_scf::actix_web::web;
use my_scf::http::{HttpRequest, Path, ServiceConfig};

struct Prices {
    apple: u32,
}

#[my_scf::init(crate = my_scf)]
fn prices() -> Prices {
    Prices { apple: 3 }
}

#[my_scf::http(crate = my_scf, get = "/prices/{item}")]
async fn price(item: Path<String>, prices: State<Prices>) -> String {
    format!("{item}: {}", prices.apple)
}

#[my_scf::http(crate = ::my_scf)]
async fn anything_else(request: HttpRequest) -> String {
    format!("nothing is at {}", request.path())
}

#[my_scf::http(crate = ::my_scf)]
fn routes(app: &mut ServiceConfig) {
    app.route("/health", web::get().to(async || "well"));
}

#[cfg(test)]
mod tests {
    use my_scf::test::{assert_startable, block_on, http};

    use super::*;

    #[test]
    fn answers_under_another_name() {
        let app = http().state(Prices { apple: 4 });
        let text = |path| block_on(app.get(path)).text().to_owned();
        assert_eq!(text("/prices/apple"), "apple: 4");
        assert_eq!(text("/health"), "well");
        assert_eq!(text("/elsewhere"), "nothing is at /elsewhere");
    }

    #[test]
    fn starts() {
        assert_startable();
    }
}
