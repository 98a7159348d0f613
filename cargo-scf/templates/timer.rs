use scf::events::timer;

#[scf::event]
async fn tick(timer: timer::Event) -> Result<(), scf::Error> {
    scf::tracing::info!(trigger = timer.trigger_name, due = %timer.time, "due");
    Ok(())
}

#[cfg(test)]
mod tests {
    use scf::events::samples;

    use super::*;

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn takes_what_a_timer_sends() {
        let reply = scf::test::block_on(scf::test::invoke(tick, samples::TIMER));
        assert_eq!((reply.status(), reply.text()), (200, "null"));
    }
}
