struct Counter(u64);

fn main() {
    struct App;

    #[scf::init]
    fn app() -> App {
        App
    }

    {
        #[scf::event]
        async fn greet(name: String, app: scf::State<App>) -> String {
            drop(app);
            name
        }
    }

    let _in_closure = || {
        #[scf::init]
        fn counter() -> Counter {
            Counter(7)
        }

        #[scf::shutdown]
        async fn close(counter: scf::State<Counter>) {
            let _ = counter.0;
        }
    };
}
