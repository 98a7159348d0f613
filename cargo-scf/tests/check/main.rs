//! `cargo scf check`, the real binary, against functions of several languages that keep every rule, and against ones that
//! break one each.

mod broken;
mod document;
mod forms;
mod input;
mod programs;
mod run;
mod sound;
