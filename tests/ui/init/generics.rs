struct Pool<T>(T);

#[scf::init]
async fn pool<T: Default + Send + Sync>() -> Pool<T> {
    //~^ error: <T: Default
    Pool(T::default())
}

#[scf::init]
fn texts(names: impl Iterator<Item = String>) -> Vec<String> {
    //~^ error: impl Iterator<Item = String>
    names.collect()
}

#[scf::event]
async fn greet(texts: scf::State<Vec<String>>) -> usize {
    texts.len()
}
