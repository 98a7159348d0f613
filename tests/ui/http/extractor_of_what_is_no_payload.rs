use scf::http::{Json, Query};

struct Page {
    number: u64,
}

#[scf::http(get = "/orders", post = "/orders")]
async fn orders(page: Query<Page>, filter: Json<Page>) -> String {
    //~^ error: Query<Page>
    //~^^ error: Json<Page>
    (page.number + filter.number).to_string()
}
