//! Work that blocks, on a thread that nobody waits for when the tool is interrupted.

use std::thread;

use tokio::sync::oneshot;

use crate::stop::{OrStop, Stop};

pub(crate) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Stop> + Send + 'static,
) -> Result<T, Stop> {
    let (done, result) = oneshot::channel();
    thread::spawn(move || {
        // Nobody may be there any more.
        let _ = done.send(work());
    });
    result.await.or_stop(|| "a part of the work was not done".to_owned())?
}
