use scf::{Function, State};

#[scf::init]
async fn text(name: &str) -> String {
    //~^ error: &str
    name.to_owned()
}

#[scf::init]
fn number(function: &mut Function) -> u64 {
    //~^ error: &mut Function
    function.name().map_or(0, |_| 1)
}

#[scf::init]
fn flag(text: &State<String>) -> bool {
    //~^ error: &State<String>
    text.is_empty()
}

#[scf::event]
async fn greet() {}
