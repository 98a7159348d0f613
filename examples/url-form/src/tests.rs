//! What a browser gets, from requests as the platform passes them on.

use scf::events::samples;
use scf::test::{block_on, invoke};

use super::*;
use crate::form::Contact;

/// Calls the function, and reads its reply as the platform does.
fn call(request: impl serde::Serialize) -> Response {
    let reply = block_on(invoke(contact, request).state(Inbox::default()));
    assert_eq!(reply.status(), 200, "{}", reply.text());
    reply.json().unwrap()
}

fn get() -> Request {
    samples::FUNCTION_URL_GET.parse().unwrap()
}

fn post(body: &str) -> Request {
    let mut request: Request = samples::FUNCTION_URL_FORM.parse().unwrap();
    request.body = Some(body.to_owned());
    request
}

fn status(request: Request) -> u16 {
    call(request).status
}

#[test]
fn starts() {
    scf::test::assert_startable();
}

#[test]
fn shows_the_form() {
    let response = call(samples::FUNCTION_URL_GET);
    assert_eq!((response.status, response.headers.get("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(response.body.contains(r#"<form method="post" action="/contact">"#), "{}", response.body);
    assert!(!response.body.contains("role=") && response.headers.get("set-cookie").is_none());
    assert_eq!(response.headers.get("cache-control"), Some("no-store"));
}

#[test]
fn takes_a_form_and_says_so_once() {
    let sent = call(samples::FUNCTION_URL_FORM);
    assert_eq!((sent.status, sent.headers.get("location"), sent.body.as_str()), (303, Some("/contact"), ""));
    let cookie = sent.headers.get("set-cookie").unwrap();
    assert_eq!(cookie, "flash=sent; Path=/contact; Max-Age=60; SameSite=Lax; Secure; HttpOnly");

    // What the browser does then.
    let mut request = get();
    request.headers.insert("cookie", cookie.split(';').next().unwrap());
    let response = call(request);
    assert!(response.body.contains("<p role=\"status\">Thank you."), "{}", response.body);
    assert_eq!(response.headers.get("set-cookie"), Some("flash=; Path=/contact; Max-Age=0"));
}

#[test]
fn what_is_taken_is_in_the_inbox() {
    let inbox = State::new(Inbox::default());
    let request = samples::FUNCTION_URL_FORM.parse().unwrap();
    assert_eq!(block_on(contact(request, inbox.clone())).status, 303);
    let topics = vec!["engines".to_owned(), "poetry".to_owned()];
    let ada = Contact { name: "Ada Lovelace".to_owned(), email: "ada@example.com".to_owned(), topics };
    assert_eq!(inbox.contacts(), [ada]);

    assert_eq!(block_on(contact(post("name=&email=&topic="), inbox.clone())).status, 422);
    assert_eq!(inbox.contacts().len(), 1);
}

#[test]
fn shows_the_form_again_with_what_is_wrong() {
    let response = call(post("name=Ada&email=ada&topic=poetry"));
    assert_eq!((response.status, response.headers.get("location")), (422, None));
    assert_eq!(response.body.matches("role=\"alert\"").count(), 1);
    for kept in ["This is no address", r#"name="name" value="Ada""#, r#"value="ada""#, r#"value="poetry" checked"#] {
        assert!(response.body.contains(kept), "{kept}: {}", response.body);
    }
    assert_eq!(call(post("")).body.matches("role=\"alert\"").count(), 3);
}

#[test]
fn what_was_typed_is_shown_as_text() {
    let response = call(post("name=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&email=%27%20onfocus%3D%27&topic=%3Cb%3E"));
    assert_eq!(response.status, 422);
    assert!(!response.body.contains("<script") && !response.body.contains("<b>"), "{}", response.body);
    assert!(response.body.contains(r#"value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;""#), "{}", response.body);
    assert!(response.body.contains(r#"value="&#39; onfocus=&#39;""#), "{}", response.body);
}

#[test]
fn a_cookie_chooses_a_message_and_does_not_write_it() {
    for cookie in ["flash=<script>", "flash=%3Cscript%3E", "flash", "other=sent"] {
        let mut request = get();
        request.headers.insert("cookie", cookie);
        let response = call(request);
        assert!(!response.body.contains("script") && !response.body.contains("role="), "{cookie}: {}", response.body);
    }
}

#[test]
fn takes_a_form_in_base64() {
    // `name=Ada&email=ada@example.com&topic=visits`.
    let mut request = post("bmFtZT1BZGEmZW1haWw9YWRhQGV4YW1wbGUuY29tJnRvcGljPXZpc2l0cw==");
    request.is_base64_encoded = Some(true);
    assert_eq!(status(request), 303);
    let mut broken = post("%");
    broken.is_base64_encoded = Some(true);
    assert_eq!(status(broken), 400);
}

#[test]
fn refuses_what_is_no_form_of_this_page() {
    let mut json = post(r#"{"name":"Ada"}"#);
    json.headers.insert("content-type", "application/json");
    assert_eq!(status(json), 415);
    assert_eq!(status(post(&"&".repeat(LONGEST_FORM + 1))), 413);

    let mut elsewhere = get();
    "//example.com".clone_into(&mut elsewhere.path);
    assert_eq!(status(elsewhere), 404);

    let mut delete = get();
    "DELETE".clone_into(&mut delete.http_method);
    let response = call(delete);
    assert_eq!((response.status, response.headers.get("allow")), (405, Some("GET, HEAD, POST")));
}
