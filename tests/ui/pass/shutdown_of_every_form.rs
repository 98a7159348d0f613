use scf::State;

#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken")
    }
}

impl std::error::Error for Broken {}
impl scf::Failure for Broken {}

#[scf::init]
fn number() -> u64 {
    7
}

#[scf::init]
fn text() -> String {
    String::new()
}

#[scf::shutdown]
async fn nothing() {}

#[scf::shutdown()]
fn unit() -> () {}

#[scf::shutdown]
async fn flush(number: State<u64>, text: State<String>) -> Result<(), Broken> {
    drop((number, text));
    Err(Broken)
}

#[scf::shutdown]
fn close(text: State<String>) -> anyhow::Result<()> {
    anyhow::ensure!(text.is_empty());
    Ok(())
}

#[scf::shutdown]
fn end() -> std::io::Result<()> {
    std::fs::remove_file("/tmp/there-is-no-such-file")
}

#[scf::event]
async fn greet() {}

fn main() {}
