//! Batches as the trigger sends them, with trouble put in.

use std::sync::Mutex;

use scf::events::samples;
use scf::test::{Reply, block_on, event};

use super::*;

/// An app, and the memory that is behind it.
fn app() -> (App, Arc<Memory>) {
    let memory = Arc::new(Memory::default());
    (App { orders: memory.clone(), aside: memory.clone() }, memory)
}

/// The sample has orders 7, 8 and 9, at the offsets 4711 to 4713 of a partition.
fn batch() -> ckafka::Event {
    samples::CKAFKA.parse().unwrap()
}

/// The same with the second message spoiled.
fn with_body(body: &str) -> ckafka::Event {
    let mut batch = batch();
    body.clone_into(&mut batch.records[1].message.body);
    batch
}

fn call(batch: &ckafka::Event, app: &App) -> Reply {
    block_on(event(batch).state(app.clone()))
}

fn done(batch: &ckafka::Event, app: &App) -> Done {
    let reply = call(batch, app);
    assert_eq!(reply.status(), 200, "{}", reply.text());
    reply.json().unwrap()
}

/// A store that goes down when it has taken some orders, until it is mended.
struct Fragile {
    memory: Arc<Memory>,
    takes: Mutex<u32>,
}

impl Store for Fragile {
    fn book(&self, place: &Place, order: &Order) -> Result<bool, StoreError> {
        let mut takes = self.takes.lock().unwrap();
        *takes = takes.checked_sub(1).ok_or_else(|| StoreError("connection refused".to_owned()))?;
        self.memory.book(place, order)
    }
}

impl Aside for Fragile {
    fn keep(&self, _: Option<&Place>, _: &Letter) -> Result<(), StoreError> {
        Err(StoreError("no route to host".to_owned()))
    }
}

#[test]
fn starts() {
    scf::test::assert_startable();
}

#[test]
fn books_a_batch_in_its_order() {
    let (app, memory) = app();
    assert_eq!(done(&batch(), &app), Done { booked: 3, ..Done::default() });
    assert_eq!(memory.numbers(), [7, 8, 9]);
}

#[test]
fn skips_what_came_before() {
    let (app, memory) = app();
    let mut first = batch();
    first.records.truncate(2);
    done(&first, &app);
    assert_eq!(done(&batch(), &app), Done { booked: 1, skipped: 2, aside: Vec::new() });
    assert_eq!(memory.numbers(), [7, 8, 9]);
}

#[test]
fn the_same_offset_of_another_partition_is_another_message() {
    let (app, _) = app();
    let mut other = batch();
    other.records[0].message.partition = Some(2);
    done(&batch(), &app);
    assert_eq!(done(&other, &app), Done { booked: 1, skipped: 2, aside: Vec::new() });
}

#[test]
fn a_message_that_is_no_order_is_kept_aside_and_the_others_are_booked() {
    let bodies = [
        ("", "InvalidPayload"),
        ("8 pears", "InvalidPayload"),
        (r#"{"order":8,"item":"pear","count":0}"#, "InvalidPayload"),
        (r#"{"order":8,"item":"","count":1}"#, "NoItem"),
    ];
    for (body, why) in bodies {
        let (app, memory) = app();
        let done = done(&with_body(body), &app);
        assert_eq!((done.booked, done.skipped), (2, 0), "{body}");
        let [aside] = &*done.aside else { panic!("{done:?}") };
        assert_eq!((aside.topic.as_str(), aside.partition, aside.offset), ("orders", Some(1), Some(4712)));
        assert_eq!(aside.why, why, "{body}");
        assert_eq!(memory.numbers(), [7, 9]);
        assert_eq!(memory.letters()[0].message.body, body);
    }
}

#[test]
fn what_a_message_says_is_in_the_letter_and_not_in_the_log() {
    let (app, memory) = app();
    let reply = call(&with_body(r#"{"order":8,"item":"pear","count":"4929-0000"}"#), &app);
    assert!(!reply.text().contains("4929"), "{}", reply.text());
    let [letter] = &*memory.letters() else { panic!("{reply:?}") };
    assert!(letter.why.contains("4929") && letter.why.contains("the message orders/1/4712"), "{}", letter.why);
}

#[test]
fn a_message_without_its_place_is_kept_aside() {
    let (app, memory) = app();
    let mut batch = batch();
    batch.records[0].message.offset = None;
    let done = done(&batch, &app);
    assert_eq!((done.booked, done.aside[0].why.as_str(), done.aside[0].offset), (2, "NoPlace", None));
    assert_eq!(memory.numbers(), [8, 9]);
}

#[test]
fn a_store_that_is_down_fails_the_batch_which_comes_again() {
    let (_, memory) = app();
    let fragile = Arc::new(Fragile { memory: memory.clone(), takes: Mutex::new(1) });
    let app = App { orders: fragile.clone(), aside: memory.clone() };
    let batch = with_body("8 pears");

    let reply = call(&batch, &app);
    assert_eq!((reply.status(), reply.error_type().as_deref()), (503, Some("StoreDown")));
    assert_eq!((memory.numbers(), memory.letters().len()), (vec![7], 1));

    *fragile.takes.lock().unwrap() = 100;
    let done = done(&batch, &app);
    assert_eq!((done.booked, done.skipped, done.aside.len()), (1, 1, 1));
    assert_eq!((memory.numbers(), memory.letters().len()), (vec![7, 9], 1), "it is kept aside once");
}

#[test]
fn a_message_that_cannot_be_kept_aside_fails_the_batch() {
    let (_, memory) = app();
    let aside = Arc::new(Fragile { memory: memory.clone(), takes: Mutex::new(0) });
    let app = App { orders: memory, aside };
    assert_eq!(call(&with_body("8 pears"), &app).status(), 503);
}
