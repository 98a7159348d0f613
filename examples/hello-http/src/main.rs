//! The smallest HTTP function: a route with a parameter, and a handler for whatever no route takes.

use scf::http::{HttpRequest, Path, StatusCode};

#[scf::http(get = "/hello/{name}")]
async fn hello(name: Path<String>) -> String {
    format!("Hello, {name}!\n")
}

// Without it, what no route takes is answered with an error in JSON: 404, or 405 where only the method is wrong.
#[scf::http]
async fn anything_else(request: HttpRequest) -> (String, StatusCode) {
    let text = format!("{} {} is not served here: try GET /hello/Ada\n", request.method(), request.path());
    (text, StatusCode::NOT_FOUND)
}

#[cfg(test)]
mod tests {
    use scf::http::Method;
    use scf::test::block_on;

    use super::*;

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn greets_who_is_in_the_path() {
        let reply = block_on(scf::test::http().get("/hello/Ada%20Lovelace"));
        assert_eq!((reply.status(), reply.text()), (200, "Hello, Ada Lovelace!\n"));
    }

    #[test]
    fn takes_anything_else() {
        let app = scf::test::http();
        let reply = block_on(app.get("/"));
        assert_eq!((reply.status(), reply.text()), (404, "GET / is not served here: try GET /hello/Ada\n"));
        let reply = block_on(app.request(Method::OPTIONS, "/hello/Ada"));
        assert_eq!(reply.status(), 404);
    }

    // The attribute leaves the function as it is: a test can also call it.
    #[test]
    fn is_a_function_like_any_other() {
        let text = block_on(hello(Path::from("Ada".to_owned())));
        assert_eq!(text, "Hello, Ada!\n");
    }
}
