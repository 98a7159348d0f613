mod function {
    #[scf::event]
    fn remaining(ctx: scf::Context) -> Option<std::time::Duration> {
        ctx.remaining()
    }
}

fn main() {}
