//! What a real process does, on a real socket: every sentence of a process's and of a request's life.

mod gate;
mod process;
mod wire;

mod connection;
mod context;
mod deadline;
mod event;
mod http;
mod life;
mod logs;
mod panics;
mod shutdown;
mod streams;
