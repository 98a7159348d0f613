use scf::events::function_url;

// A JSON value without `statusCode` is answered with status 200, and is the whole body.
#[scf::event]
async fn answer(request: function_url::Request) -> String {
    format!("{} {}", request.http_method, request.path)
}

#[cfg(test)]
mod tests {
    use scf::events::samples;

    use super::*;

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn says_what_was_asked_for() {
        let request: function_url::Request = samples::FUNCTION_URL_GET.parse().unwrap();
        let expected = format!(r#""GET {}""#, request.path);
        let reply = scf::test::block_on(scf::test::invoke(answer, samples::FUNCTION_URL_GET));
        assert_eq!((reply.status(), reply.text()), (200, expected.as_str()));
    }
}
