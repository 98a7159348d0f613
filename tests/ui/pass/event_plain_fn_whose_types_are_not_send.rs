use std::rc::Rc;

#[derive(serde::Deserialize)]
struct Greet {
    name: String,
    #[serde(skip)]
    here: Rc<u8>,
}

#[derive(serde::Serialize)]
struct Reply {
    text: String,
    #[serde(skip)]
    _here: Rc<u8>,
}

#[derive(Debug)]
struct Failed(Rc<u8>);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "failed {} times", self.0)
    }
}

impl std::error::Error for Failed {}

impl scf::Failure for Failed {}

// A plain `fn` decodes, runs and encodes on one thread of the blocking pool.
#[scf::event]
fn greet(greet: Greet) -> Result<Reply, Failed> {
    if greet.name.is_empty() {
        return Err(Failed(greet.here));
    }
    Ok(Reply { text: greet.name, _here: greet.here })
}

fn main() {}
