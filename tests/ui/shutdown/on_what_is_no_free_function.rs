struct Db;

impl Db {
    #[scf::shutdown]
    async fn close(&self) {}
    //~^ error: self

    #[scf::shutdown]
    //~^ error: #[scf::shutdown]
    fn end() {}
}

trait Close {
    #[scf::shutdown]
    fn close();
    //~^ error: fn
}

#[scf::shutdown]
mod hooks {}
//~^ error: mod

#[scf::event]
async fn greet() {}
