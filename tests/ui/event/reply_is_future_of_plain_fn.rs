use std::future::Future;

#[scf::event]
fn greet(name: String) -> impl Future<Output = String> {
    //~^ error: impl Future<Output = String>
    async move { name }
}
