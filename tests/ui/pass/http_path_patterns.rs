#[scf::http(get = "/", post = "/{id}", put = "/{a}-{b_2}.json", delete = r"/{id:\d{2,4}}/x", patch = "/{rest}*")]
async fn patterns() -> &'static str {
    ""
}

#[scf::http(get = "/订单", post = "/my orders", put = "/things:batch", delete = "/a%2Fb", any = "/100%")]
async fn literal_text() -> &'static str {
    ""
}

fn main() {}
