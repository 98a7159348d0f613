struct NotFound;

type Outcome<T> = std::result::Result<T, NotFound>;

#[scf::event]
fn order(id: u64) -> Outcome<u64> {
    //~^ error: Outcome<u64>
    if id == 0 { Err(NotFound) } else { Ok(id) }
}
