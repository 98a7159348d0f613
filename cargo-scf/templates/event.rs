use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Greet {
    name: String,
}

#[derive(Serialize)]
struct Reply {
    text: String,
}

#[scf::event]
async fn greet(greet: Greet) -> Reply {
    Reply {
        text: format!("Hello, {}!", greet.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts() {
        scf::test::assert_startable();
    }

    #[test]
    fn greets_by_name() {
        let event: scf::serde_json::Value =
            scf::serde_json::from_str(include_str!("../event.json")).unwrap();
        let reply = scf::test::block_on(scf::test::invoke(greet, event));
        assert_eq!(
            (reply.status(), reply.text()),
            (200, r#"{"text":"Hello, Ada!"}"#)
        );
    }
}
