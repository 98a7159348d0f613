use std::borrow::Cow;

#[scf::event]
fn greet(names: Vec<Cow<'_, str>>) -> usize {
    //~^ error: Vec<Cow<'_, str>>
    names.len()
}
