use scf::serde_json::Value;

#[scf::event]
async fn handle(event: Value) -> Result<Value, scf::Error> {
    scf::tracing::info!(%event, "came");
    Ok(event)
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
    fn takes_the_sample() {
        let sample = samples::get("{sample}").unwrap();
        let reply = scf::test::block_on(scf::test::invoke(handle, *sample));
        assert_eq!(reply.status(), 200);
    }
}
