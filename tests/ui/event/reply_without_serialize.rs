struct Reply {
    _text: String,
}

#[scf::event]
async fn greet(name: String) -> Reply {
    //~^ error: Reply
    Reply { _text: name }
}
