use std::cell::RefCell;
use std::rc::Rc;

use scf::State;

struct Cache {
    entries: RefCell<Vec<u8>>,
}

#[scf::init]
fn cache() -> Cache {
    //~^ error: Cache
    Cache { entries: RefCell::default() }
}

#[scf::init]
async fn name() -> Result<Rc<str>, scf::Error> {
    //~^ error: Rc<str>
    Ok("name".into())
}

#[scf::event]
async fn greet(cache: State<Cache>, name: State<Rc<str>>) -> String {
    format!("{} {}", name.len(), cache.entries.borrow().len())
}
