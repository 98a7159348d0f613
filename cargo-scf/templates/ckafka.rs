use scf::events::ckafka;

#[scf::event]
async fn consume(batch: ckafka::Event) -> Result<usize, scf::Error> {
    for message in batch.messages() {
        scf::tracing::info!(
            topic = message.topic,
            key = message.key(),
            body = message.body
        );
    }
    // An error would have the whole batch delivered again.
    Ok(batch.records.len())
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
    fn takes_a_batch() {
        let reply = scf::test::block_on(scf::test::invoke(consume, samples::CKAFKA));
        assert_eq!((reply.status(), reply.text()), (200, "3"));
    }
}
