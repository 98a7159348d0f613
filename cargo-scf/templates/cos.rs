use scf::events::cos;

#[scf::event]
async fn index(event: cos::Event) -> Vec<String> {
    let created = event.records.iter().filter(|record| record.is_created());
    created
        .map(|record| format!("{}/{}", record.bucket_full(), record.object_key()))
        .collect()
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
    fn lists_what_was_uploaded() {
        let reply = scf::test::block_on(scf::test::invoke(index, samples::COS_CREATED));
        let keys: Vec<String> = scf::serde_json::from_str(reply.text()).unwrap();
        assert_eq!((reply.status(), keys.len()), (200, 1));
    }

    #[test]
    fn leaves_out_what_was_deleted() {
        let reply = scf::test::block_on(scf::test::invoke(index, samples::COS_REMOVED));
        assert_eq!((reply.status(), reply.text()), (200, "[]"));
    }
}
