use std::cell::RefCell;
use std::rc::Rc;

mod event {
    use super::*;

    #[scf::event]
    async fn greet(name: String) -> String {
        let name = Rc::new(RefCell::new(name));
        std::future::ready(()).await;
        name.borrow().clone()
    }
}

mod http {
    use super::*;

    #[scf::http]
    async fn greet(name: String) -> String {
        let name = Rc::new(RefCell::new(name));
        std::future::ready(()).await;
        name.borrow().clone()
    }
}

fn main() {}
