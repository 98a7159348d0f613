#[scf::shutdown(budget = "5s")]
//~^ error: budget
async fn flush() {}

#[scf::shutdown(grace = "5s", crate)]
//~^ error: grace
//~^^ error: crate
fn close() {}

#[scf::shutdown(crate = ::scf, crate = ::scf)]
//~^ error: crate = ::scf)]
fn end() {}

#[scf::event]
async fn greet() {}
