#[derive(serde::Deserialize)]
struct Config {
    greeting: String,
}

struct App {
    _greeting: String,
}

#[scf::init]
async fn init(config: Config) -> App {
    //~^ error: Config
    App { _greeting: config.greeting }
}

#[scf::event]
async fn greet() {}
