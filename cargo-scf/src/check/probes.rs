//! What is asked, one function for each check of the list.

pub(crate) mod bodies;
pub(crate) mod connections;
pub(crate) mod headers;
pub(crate) mod life;
pub(crate) mod output;
pub(crate) mod replies;
pub(crate) mod routes;
