#[scf::http(get = "/")]
enum Method {
    //~^ error: enum
    Get,
}
