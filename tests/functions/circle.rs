//! Two inits that wait for one another.

use scf::State;

struct Hen;
struct Egg;

#[scf::init]
async fn hen(_: State<Egg>) -> Hen {
    Hen
}

#[scf::init]
async fn egg(_: State<Hen>) -> Egg {
    Egg
}

#[scf::event]
async fn breakfast(_: State<Egg>) {}
