// `scf::main` is nothing but a function of the library: it can be imported under another name, and kept.
use scf::main as serve;

#[scf::http]
async fn page() -> &'static str {
    ""
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let serve: fn() -> std::process::ExitCode = serve;
    let _ = serve;
    Ok(())
}
