use scf::{Error, FromInvocation, Invocation};

#[derive(serde::Deserialize)]
struct Caller {
    _name: String,
}

// What is made from the invocation is no payload, though it could be one: the `u64` is.
impl FromInvocation for Caller {
    fn from_invocation(_: &Invocation) -> Result<Self, Error> {
        Ok(Self { _name: "caller".to_owned() })
    }
}

#[scf::event]
async fn add(one: u64, caller: Caller) -> u64 {
    drop(caller);
    one + 1
}

fn main() {}
