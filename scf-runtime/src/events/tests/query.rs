use serde::Deserialize;
use serde_json::json;

use crate::events::Query;
use crate::events::function_url::Request;

#[test]
fn a_text_is_decoded_once_and_kept() {
    let came = json!("?a=1&b=%E4%BD%A0+x&a=2&flag&=&%ff=%zz");
    let query: Query = serde_json::from_value(came.clone()).unwrap();
    assert_eq!((query.get("a"), query.get("b"), query.get("flag")), (Some("1"), Some("你 x"), Some("")));
    assert_eq!(query.get_all("a").collect::<Vec<_>>(), ["1", "2"]);
    let all = [("a", "1"), ("b", "你 x"), ("a", "2"), ("flag", ""), ("", ""), ("\u{fffd}", "%zz")];
    assert_eq!(query.iter().collect::<Vec<_>>(), all);
    assert!(query.has("flag") && !query.has("c") && !query.is_empty());
    assert_eq!(serde_json::to_value(&query).unwrap(), came);
    for nothing in ["", "?", "&"] {
        let query: Query = serde_json::from_value(json!(nothing)).unwrap();
        assert!(query.is_empty() && query.iter().next().is_none(), "{query:?}");
    }
}

#[test]
fn a_form_of_many_names_is_read_in_time() {
    let body = (0..200_000).map(|at| at.to_string()).collect::<Vec<_>>().join("=&");
    let request = Request { body: Some(body), ..Request::default() };
    assert_eq!(request.form().unwrap().iter().count(), 200_000);
}

#[test]
fn a_name_that_comes_several_times_goes_into_a_vec() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Form {
        name: String,
        #[serde(default)]
        topping: Vec<String>,
        count: Option<u8>,
    }
    let read = |body: &str| Request { body: Some(body.to_owned()), ..Request::default() }.form_as::<Form>();
    let form = |topping: &[&str], count| Form {
        name: "Ada L".into(),
        topping: topping.iter().map(|topping| (*topping).to_owned()).collect(),
        count,
    };
    assert_eq!(read("topping=ham&name=Ada+L&topping=egg&count=2").unwrap(), form(&["ham", "egg"], Some(2)));
    assert_eq!(read("name=Ada+L&topping=ham").unwrap(), form(&["ham"], None));
    assert_eq!(read("name=Ada+L").unwrap(), form(&[], None));
    let error = read("topping=ham").unwrap_err();
    assert_eq!((error.name(), error.status_code()), ("InvalidPayload", 400));
    assert!(
        error.to_string().starts_with("the request's body does not fit as a form: missing field `name`"),
        "{error}"
    );
}

#[test]
fn the_media_type_has_no_parameters() {
    for (came, media_type) in [
        (Some("text/html"), Some("text/html")),
        (Some("Text/HTML ; charset=UTF-8"), Some("text/html")),
        (Some(" multipart/form-data; boundary=A;b"), Some("multipart/form-data")),
        (Some(""), Some("")),
        (None, None),
    ] {
        let headers = came.map(|came| ("Content-Type", came)).into_iter().collect();
        let request = Request { headers, ..Request::default() };
        assert_eq!(request.media_type().as_deref(), media_type);
    }
}
