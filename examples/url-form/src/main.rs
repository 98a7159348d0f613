//! A form at a function URL: shown, checked, shown again where something is wrong, and taken.
//!
//! The platform writes what an event function replies into its log, whole: a page with what somebody typed, and the
//! cookies that it sets. So this form asks for no password, and its cookie lets nobody in. What needs either is an HTTP
//! function.

mod form;
mod inbox;
mod page;
#[cfg(test)]
mod tests;

use std::time::Duration;

use scf::State;
use scf::events::function_url::{Cookie, Request, Response, SameSite};
use scf::tracing;

use crate::form::{Form, Problems};
use crate::inbox::Inbox;

const PATH: &str = "/contact";

/// The longest form that is read, in bytes. A page shows what was typed, up to six bytes for one, and a reply ends at
/// 6 MB.
const LONGEST_FORM: usize = 16 * 1024;

/// The cookie by which the page behind a redirect knows what to say, once.
const FLASH: &str = "flash";

#[scf::init]
fn inbox() -> Inbox {
    Inbox::default()
}

// An error of the handler would be answered with JSON for programs, and who reads this is a person: so whatever
// happens, the handler makes a page of it.
#[scf::event]
async fn contact(request: Request, inbox: State<Inbox>) -> Response {
    let response = match (request.path.as_str(), request.http_method.as_str()) {
        (PATH, "GET" | "HEAD") => show(&request),
        (PATH, "POST") => take(&request, &inbox),
        (PATH, _) => page::message(405, "This page is read, or its form is sent.").header("Allow", "GET, HEAD, POST"),
        _ => page::message(404, "There is no such page."),
    };
    response
        .header("Cache-Control", "no-store")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'")
}

fn show(request: &Request) -> Response {
    // Anybody can set a cookie, so it says which message, and not what is in it.
    let flash = match request.cookie(FLASH).as_deref() {
        Some("sent") => Some("Thank you. We will write to you."),
        _ => None,
    };
    let response = page::form(200, &Form::default(), &Problems::default(), flash);
    if flash.is_some() { response.cookie(Cookie::removal(FLASH).path(PATH)) } else { response }
}

fn take(request: &Request, inbox: &Inbox) -> Response {
    let content_type = request.content_type().and_then(|value| value.split(';').next()).unwrap_or_default();
    if !content_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return page::message(415, "Only the form of this page is taken.");
    }
    if request.body.as_ref().is_some_and(|body| body.len() > LONGEST_FORM) {
        return page::message(413, "That is more than fits into this form.");
    }
    let form = match request.form() {
        Ok(fields) => Form::of(&fields),
        Err(error) => {
            tracing::info!(%error, "a form that cannot be read");
            return page::message(400, "The form cannot be read.");
        }
    };
    let contact = match form.check() {
        Ok(contact) => contact,
        Err(problems) => return page::form(422, &form, &problems, None),
    };
    if let Err(error) = inbox.put(&contact) {
        tracing::error!(%error, "the inbox does not take a contact");
        return page::message(500, "That did not work. Please try again later.");
    }
    // 303 has the browser fetch the page: reloading that does not send the form again. The address is a constant, as
    // one made of the request's could lead elsewhere: `//example.com` is a path too.
    let flash = Cookie::new(FLASH, "sent").path(PATH).max_age(Duration::from_secs(60));
    let flash = flash.same_site(SameSite::Lax).secure().http_only();
    Response::see_other(PATH).cookie(flash)
}
