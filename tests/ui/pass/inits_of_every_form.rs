use std::sync::{Arc, Mutex};

use scf::{Error, Function, State};

#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken")
    }
}

impl std::error::Error for Broken {}
impl scf::Failure for Broken {}

type Db = Arc<Mutex<Vec<String>>>;
type Loaded<T> = Result<T, Error>;

// Only prepare something: any number of them make `()`.
#[scf::init]
fn prepare() {}

#[scf::init]
async fn prepare_too() -> anyhow::Result<()> {
    Ok(())
}

#[scf::init(budget = "500ms")]
async fn db(function: &Function, _prepared: State<()>) -> Loaded<Db> {
    Ok(Arc::new(Mutex::new(vec![function.name().unwrap_or("local").to_owned()])))
}

#[scf::init(budget = "60s", init_timeout = "90s")]
fn client(db: State<Db>) -> Result<std::net::UdpSocket, std::io::Error> {
    drop(db);
    std::net::UdpSocket::bind("127.0.0.1:0")
}

#[scf::init()]
fn number(db: State<Db>, client: State<std::net::UdpSocket>, function: &scf::Function) -> Result<u64, Broken> {
    drop((db, client));
    if function.on_scf() { Err(Broken) } else { Ok(7) }
}

#[scf::init]
async fn text() -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    Ok(std::fs::read_to_string("text")?)
}

#[scf::init]
fn bytes() -> Result<Vec<u8>, String> {
    Err("no bytes".to_owned())
}

#[scf::init]
async fn words() -> Result<Vec<&'static str>, &'static str> {
    Ok(vec!["word"])
}

#[scf::init]
fn perhaps() -> Option<u8> {
    None
}

#[scf::event]
async fn greet(
    db: State<Db>,
    client: State<std::net::UdpSocket>,
    number: State<u64>,
    text: State<String>,
    bytes: State<Vec<u8>>,
    words: State<Vec<&'static str>>,
    perhaps: State<Option<u8>>,
) {
    drop((db, client, number, text, bytes, words, perhaps));
}

fn main() {}
