#[scf::event]
async fn maybe(text: Option<String>) -> Option<usize> {
    text.map(|text| text.len())
}

fn main() {}
