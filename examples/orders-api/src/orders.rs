//! The routes under `/orders`.

use std::convert::Infallible;
use std::fmt::Write;
use std::future::ready;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use scf::actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, LOCATION};
use scf::http::{Bytes, HttpRequest, HttpResponse, Json, Path, Query, Responder, StatusCode};
use scf::{Context, State, serde_json};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use crate::store::{Change, NewOrder, Order, OrderError, Status, Store};

const PAGE: usize = 100;

/// How long a stream of events lasts where the platform sets no time-out.
const STREAM: Duration = Duration::from_secs(45);

/// How often a stream without news says that it is still there: proxies close connections that are silent.
const SIGN_OF_LIFE: Duration = Duration::from_secs(10);

#[derive(Deserialize)]
struct Filter {
    status: Option<Status>,
    /// The last id of the page before.
    #[serde(default)]
    after: u64,
    #[serde(default = "page")]
    limit: usize,
}

fn page() -> usize {
    PAGE
}

#[scf::http(get = "/orders")]
async fn list(filter: Query<Filter>, store: State<Store>) -> Json<Vec<Order>> {
    Json(store.page(filter.after, filter.limit.min(PAGE), filter.status))
}

#[scf::http(post = "/orders")]
async fn create(order: Json<NewOrder>, store: State<Store>) -> Result<impl Responder, OrderError> {
    let order = store.create(order.into_inner())?;
    let location = format!("/orders/{}", order.id);
    Ok(Json(order).customize().with_status(StatusCode::CREATED).insert_header((LOCATION, location)))
}

#[scf::http(get = "/orders/{id}")]
async fn show(id: Path<u64>, store: State<Store>) -> Result<Json<Order>, OrderError> {
    store.get(*id).map(Json)
}

#[scf::http(delete = "/orders/{id}")]
async fn delete(id: Path<u64>, store: State<Store>) -> Result<HttpResponse, OrderError> {
    store.delete(*id)?;
    Ok(HttpResponse::NoContent().finish())
}

#[scf::http(post = "/orders/{id}/ship")]
async fn ship(id: Path<u64>, store: State<Store>) -> Result<Json<Order>, OrderError> {
    store.ship(*id).map(Json)
}

// `/orders/{id}` would take this path too. Wherever the two are written, the one that says more is asked first.
#[scf::http(get = "/orders/export.csv")]
async fn export(store: State<Store>) -> HttpResponse {
    let head = stream::once(ready(Bytes::from_static(b"id,reference,item,quantity,status\r\n")));
    // A page at a time: the whole file is never in memory, and nobody waits for the store while it is sent.
    let rows = stream::unfold((store, 0), async |(store, after)| {
        let page = store.page(after, PAGE, None);
        let last = page.last()?.id;
        Some((csv(&page), (store, last)))
    });
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, r#"attachment; filename="orders.csv""#))
        .streaming(head.chain(rows).map(Ok::<_, Infallible>))
}

fn csv(orders: &[Order]) -> Bytes {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut rows = String::new();
    for Order { id, reference, item, quantity, status } in orders {
        let status = match status {
            Status::Open => "open",
            Status::Shipped => "shipped",
        };
        // To a string this cannot fail.
        let _ = write!(rows, "{id},{},{},{quantity},{status}\r\n", quoted(reference), quoted(item));
    }
    rows.into()
}

// Server-sent events. A browser that loses the stream asks for it again, and says which change it saw last: so the
// stream can end in time, before the platform's time-out cuts it, and nothing is missed.
//
// The platform gives an instance one request at a time unless its concurrency is set higher, and with one at a time
// a stream is alone with its store. With a database behind the store that would not matter.
#[scf::http(get = "/orders/changes")]
async fn changes(request: HttpRequest, store: State<Store>, ctx: Context) -> HttpResponse {
    // Subscribed before the first look at the store, nothing falls between the two.
    let news = store.news();
    let seen = request.headers().get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    // A number from the future is one of another instance's: there is no telling what was seen of this one's.
    let seen = seen.filter(|seen| *seen <= *news.borrow()).unwrap_or(0);
    let end = Instant::now() + ctx.remaining().map_or(STREAM, |remaining| remaining.min(STREAM));

    let hello = stream::once(ready(Bytes::from_static(b"retry: 1000\n\n")));
    let events = stream::unfold((store, news, seen), move |(store, mut news, seen)| async move {
        while Instant::now() < end {
            let changes = store.changes_after(seen);
            if let Some(last) = changes.last() {
                return Some((events(&changes), (store, news, last.number)));
            }
            let sign_of_life = Instant::now() + SIGN_OF_LIFE;
            if timeout_at(end.min(sign_of_life), news.changed()).await.is_err() && sign_of_life < end {
                return Some((Bytes::from_static(b":\n\n"), (store, news, seen)));
            }
        }
        None
    });
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .streaming(hello.chain(events).map(Ok::<_, Infallible>))
}

fn events(changes: &[Change]) -> Bytes {
    let mut text = String::new();
    for Change { number, kind, order } in changes {
        // JSON of one line, so it is one line of the event; and to a string this cannot fail.
        let order = serde_json::json!(order);
        let _ = write!(text, "id: {number}\nevent: {}\ndata: {order}\n\n", kind.name());
    }
    text.into()
}

#[cfg(test)]
mod tests {
    use scf::serde_json::json;
    use scf::test::{HttpCall, HttpFunction, Reply, block_on};

    use super::*;

    fn app() -> HttpFunction {
        scf::test::http().state(Store::default())
    }

    fn create(app: &HttpFunction, reference: &str) -> HttpCall {
        app.post("/orders").json(json!({ "reference": reference, "item": "apple", "quantity": 3 }))
    }

    fn error(reply: &Reply) -> (u16, String) {
        (reply.status(), reply.error_type().unwrap_or_default())
    }

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn creates_shows_and_deletes_an_order() {
        block_on(async {
            let app = app();
            let created = create(&app, "A-1").await;
            assert_eq!((created.status(), created.header("location")), (201, Some("/orders/1")));
            let shown = app.get("/orders/1").await;
            assert_eq!((shown.status(), shown.text()), (200, created.text()));
            assert_eq!(app.delete("/orders/1").await.status(), 204);
            assert_eq!(error(&app.get("/orders/1").await), (404, "OrderNotFound".to_owned()));
            assert_eq!(error(&app.delete("/orders/1").await), (404, "OrderNotFound".to_owned()));
        });
    }

    #[test]
    fn refuses_a_second_order_by_the_same_reference() {
        block_on(async {
            let app = app();
            create(&app, "A-1").await;
            let again = create(&app, "A-1").await;
            assert_eq!(error(&again), (409, "DuplicateReference".to_owned()));
            assert!(again.text().contains("A-1 is order 1 already"), "{}", again.text());
        });
    }

    #[test]
    fn keeps_what_is_shipped() {
        block_on(async {
            let app = app();
            create(&app, "A-1").await;
            let shipped: Order = app.post("/orders/1/ship").await.json().unwrap();
            assert_eq!(shipped.status, Status::Shipped);
            assert_eq!(error(&app.post("/orders/1/ship").await), (409, "AlreadyShipped".to_owned()));
            assert_eq!(error(&app.delete("/orders/1").await), (409, "AlreadyShipped".to_owned()));
        });
    }

    #[test]
    fn lists_by_status_and_page() {
        block_on(async {
            let app = app();
            for reference in ["A-1", "A-2", "A-3"] {
                create(&app, reference).await;
            }
            app.post("/orders/2/ship").await;
            let ids = async |path: &str| {
                let orders: Vec<Order> = app.get(path).await.json().unwrap();
                orders.iter().map(|order| order.id).collect::<Vec<_>>()
            };
            assert_eq!(ids("/orders").await, [1, 2, 3]);
            assert_eq!(ids("/orders?status=open").await, [1, 3]);
            assert_eq!(ids("/orders?after=1&limit=1").await, [2]);
            assert_eq!(error(&app.get("/orders?status=lost").await), (400, "InvalidQuery".to_owned()));
        });
    }

    #[test]
    fn refuses_what_is_no_order() {
        let app = app();
        let none = app.post("/orders").json(json!({ "reference": "A-1", "item": "apple", "quantity": 0 }));
        assert_eq!(error(&block_on(none)), (400, "InvalidJson".to_owned()));
        assert_eq!(error(&block_on(app.get("/orders/one"))), (404, "InvalidPath".to_owned()));
    }

    #[test]
    fn exports_all_pages() {
        block_on(async {
            let app = app();
            for n in 1..=PAGE + 1 {
                create(&app, &format!("the \"{n}\"")).await;
            }
            let reply = app.get("/orders/export.csv").await;
            assert_eq!(reply.header("content-type"), Some("text/csv; charset=utf-8"));
            let rows: Vec<&str> = reply.text().split_terminator("\r\n").collect();
            assert_eq!(rows.len(), 1 + PAGE + 1);
            assert_eq!(rows[0], "id,reference,item,quantity,status");
            assert_eq!(rows[101], r#"101,"the ""101""","apple",3,open"#);
        });
    }

    /// A stream that ends with the function's time-out, which is the shortest that there is.
    fn stream_of_changes(app: &HttpFunction) -> HttpCall {
        app.get("/orders/changes").context(Context::builder().timeout(Duration::from_secs(1)).build())
    }

    #[test]
    fn streams_what_happens() {
        let app = app();
        let reply = block_on(async {
            create(&app, "A-1").await;
            let ship = async {
                tokio::time::sleep(Duration::from_millis(200)).await;
                app.post("/orders/1/ship").await;
            };
            let (reply, ()) = futures_util::future::join(stream_of_changes(&app).into_future(), ship).await;
            reply
        });
        assert_eq!((reply.status(), reply.header("content-type")), (200, Some("text/event-stream")));
        let order = |status| {
            let order = r#"{"id":1,"item":"apple","quantity":3,"reference":"A-1","status":"#;
            format!("{order}\"{status}\"}}")
        };
        let created = format!("id: 1\nevent: created\ndata: {}\n\n", order("open"));
        let shipped = format!("id: 2\nevent: shipped\ndata: {}\n\n", order("shipped"));
        assert_eq!(reply.text(), format!("retry: 1000\n\n{created}{shipped}"));
    }

    #[test]
    fn streams_on_from_what_was_seen() {
        block_on(async {
            let app = app();
            create(&app, "A-1").await;
            create(&app, "A-2").await;
            let [seen, from_elsewhere] = ["1", "7"].map(|id| stream_of_changes(&app).header("last-event-id", id));
            let (seen, from_elsewhere) =
                futures_util::future::join(seen.into_future(), from_elsewhere.into_future()).await;
            assert!(!seen.text().contains("id: 1\n") && seen.text().contains("id: 2\n"), "{}", seen.text());
            assert!(from_elsewhere.text().contains("id: 1\n"), "{}", from_elsewhere.text());
        });
    }

    // The attribute leaves the function as it is: a test can also call it.
    #[test]
    fn is_a_function_like_any_other() {
        let error = block_on(show(Path::from(7), State::new(Store::default()))).unwrap_err();
        assert_eq!(error, OrderError::NotFound(7));
    }
}
