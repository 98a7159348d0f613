use std::error::Error;

fn anyhow() -> anyhow::Result<()> {
    anyhow::bail!("no")
}

fn boxed() -> Result<(), Box<dyn Error + Send + Sync>> {
    Err("no".into())
}

#[scf::event]
async fn check(text: String) -> Result<u64, scf::Error> {
    anyhow()?;
    boxed()?;
    Err(format!("no {text}"))?;
    Err("no")?;
    std::fs::read(&text)?;
    let value: scf::serde_json::Value = scf::serde_json::from_str(&text)?;
    value.as_u64().ok_or_else(|| scf::Error::new("NoNumber", "this is no number").status(422))
}

fn main() {}
