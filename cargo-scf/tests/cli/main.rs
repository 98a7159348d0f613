//! The tool as its users meet it: through the real binary, with programs that keep the contract and others that do not.

mod events;
mod failures;
mod input;
mod interrupt;
mod invoke;
mod new;
mod sandbox;
mod tool;
