#[scf::http]
fn routes(app: &mut String) {
    //~^ error: &mut String
    app.push('x');
}
