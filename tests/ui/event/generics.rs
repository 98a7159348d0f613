#[scf::event]
async fn greet<T: serde::de::DeserializeOwned + ToString>(name: T) -> String {
    //~^ error: <T: serde
    name.to_string()
}
