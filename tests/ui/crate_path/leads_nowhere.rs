#[scf::event(crate = ::functions)]
//~^ error: functions
async fn greet(name: String) -> String {
    name
}

fn main() {}
