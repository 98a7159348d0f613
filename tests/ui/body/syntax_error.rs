#[scf::event]
async fn greet(name: String) -> String {
    let greeting = format!("Hello, {name}!")
    //~^ error: 
    greeting
}
