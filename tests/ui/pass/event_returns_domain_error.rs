use std::borrow::Cow;
use std::fmt;

// An error that is itself `Serialize` makes serde's `Serialize` for `Result` apply too.
#[derive(Debug, serde::Serialize)]
enum OrderError {
    NotFound(u64),
}

impl fmt::Display for OrderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::NotFound(id) = self;
        write!(f, "no order {id}")
    }
}

impl std::error::Error for OrderError {}

impl scf::Failure for OrderError {
    fn name(&self) -> Cow<'static, str> {
        "OrderNotFound".into()
    }

    fn status(&self) -> u16 {
        404
    }
}

type Outcome<T> = Result<T, OrderError>;

#[scf::event]
async fn order(id: u64) -> Outcome<String> {
    Err(OrderError::NotFound(id))
}

fn main() {}
