//! One snapshot for each form of each attribute, in `expansions/`: the user's item and what stands behind it.
//! `UPDATE_EXPECT=1` writes them anew.

use std::collections::BTreeSet;
use std::path::Path;

use expect_test::expect_file;

use super::Annotated;

macro_rules! expansions {
    ($($name:ident: $source:literal;)*) => {
        $(
            #[test]
            fn $name() {
                let annotated = Annotated::parse($source);
                let (item, generated) = (&annotated.item, annotated.generated());
                let expanded: syn::File = syn::parse2(quote::quote!(#item #generated)).unwrap();
                let path = concat!("expansions/", stringify!($name), ".rs");
                expect_file![path].assert_eq(&prettyplease::unparse(&expanded));
            }
        )*

        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

expansions! {
    an_event_handler_takes_parameters_of_every_kind: "
        #[event]
        /// Greets.
        pub async fn greet(
            Greet { name, .. }: Greet, ctx: Context, mut app: State<App>, tenant: crate::Tenant,
        ) -> Result<Reply, scf::Error> { body(name) }";
    an_event_handler_may_take_and_return_nothing: "#[event] async fn tick() {}";
    a_plain_event_handler_runs_on_the_blocking_pool: "#[event] fn resize(image: Image) -> Thumbnail { body() }";
    a_handler_may_have_a_raw_name: "#[event] async fn r#match(payload: String) -> String { payload }";
    an_http_handler_has_a_route: r#"
        #[http(get = "/orders/{id}")]
        async fn order(Path(id): Path<u64>, ctx: Context) -> Result<Json<Order>, OrderError> { body(id) }"#;
    an_http_handler_may_have_several_routes: r#"
        #[http(get = "/", head = "/", any = "/old/{rest}*")] async fn index() -> impl Responder { "Hello" }"#;
    an_http_handler_without_a_route_takes_what_no_route_matched: "
        #[http] async fn fallback(req: HttpRequest) -> HttpResponse { body(req) }";
    a_function_over_service_config_makes_its_own_routes: "
        #[http] fn routes(app: &mut scf::http::ServiceConfig) { app.service(body()); }";
    an_init_makes_a_state: "#[init] async fn connect(function: &Function) -> Result<Db, sqlx::Error> { body() }";
    an_init_may_have_a_budget: r#"
        #[init(budget = "60s", init_timeout = "90s")] fn model(db: State<Db>) -> Model { body() }"#;
    an_init_may_make_nothing: r#"#[init(budget = "500ms")] async fn warm_up() {}"#;
    a_shutdown_hook_takes_states: "#[shutdown] async fn close(db: State<Db>) -> Result<(), Error> { body() }";
    the_runtime_crate_may_have_another_name: "#[event(crate = ::renamed)] async fn greet(name: String) {}";
    a_wrong_event_handler_still_has_a_main: "#[event(budget = \"5s\")] async fn greet(name: &str) {}";
    a_wrong_handler_of_an_unknown_crate_has_a_main_of_its_own: "#[http(crate = 7)] async fn r#fn() {}";
    a_wrong_init_still_proves_its_state: "#[init(budget = \"30s\")] async fn connect() -> Db { body() }";
    a_wrong_shutdown_hook_needs_no_stand_in: "#[shutdown(now)] async fn close() {}";
    a_method_has_nothing_beside_it_but_its_error: "#[event] async fn greet(&self, name: String) {}";
    something_else_than_a_function_is_given_back: "#[event] pub(crate) struct Greet { name: String }";
}

/// In an `impl` a function without `self` cannot be told from a free one. A single item that cannot be there is a
/// single error; without one, each generated item would be one.
#[test]
fn all_that_is_registered_is_folded_into_one_item() {
    for source in ["#[event] fn f() {}", "#[http] async fn f() {}", "#[init] fn f() {}", "#[shutdown] fn f() {}"] {
        let behind: syn::File = syn::parse2(Annotated::parse(source).behind()).unwrap();
        assert_eq!(behind.items.len(), 1, "{source}");
    }
}

#[test]
fn every_snapshot_belongs_to_a_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/expansions");
    let files = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let expected = NAMES.iter().map(|name| format!("{name}.rs"));
    assert_eq!(files.collect::<BTreeSet<_>>(), expected.collect::<BTreeSet<_>>());
}
