#[scf::event(post = "/greet")]
//~^ error: post
fn greet(name: String) -> String {
    name
}
