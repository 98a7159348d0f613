use scf::http::{HttpRequest, HttpResponse, Path};

#[scf::http(get = "/hello/{name}")]
async fn hello(name: Path<String>) -> String {
    format!("Hello, {name}!\n")
}

// Whatever no route matched: any path, any method.
#[scf::http]
async fn anything_else(request: HttpRequest) -> HttpResponse {
    HttpResponse::NotFound().body(format!("nothing is at {}\n", request.path()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn greets_who_is_in_the_path() {
        let reply = scf::test::block_on(scf::test::http().get("/hello/Ada"));
        assert_eq!((reply.status(), reply.text()), (200, "Hello, Ada!\n"));
    }

    #[test]
    fn says_what_is_not_there() {
        let reply = scf::test::block_on(scf::test::http().get("/nothing"));
        assert_eq!(
            (reply.status(), reply.text()),
            (404, "nothing is at /nothing\n")
        );
    }
}
