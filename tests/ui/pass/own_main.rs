use std::process::ExitCode;

#[scf::event]
async fn greet(name: String) -> String {
    name
}

fn main() -> ExitCode {
    // Serves until the process is told to end, so only with an argument.
    if std::env::args().nth(1).is_some() { scf::main() } else { ExitCode::SUCCESS }
}
