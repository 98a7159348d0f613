//! The walls of ARCHITECTURE.md, read from the sources; the documents against one another and against what is run.

mod arrows;
mod documents;
mod sources;
mod walls;
