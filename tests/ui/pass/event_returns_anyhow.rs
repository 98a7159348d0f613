use anyhow::Context;

#[scf::event]
async fn number(text: String) -> anyhow::Result<u64> {
    text.parse().with_context(|| format!("`{text}` is no number"))
}

fn main() {}
