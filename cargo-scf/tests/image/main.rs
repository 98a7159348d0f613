//! Images as their users meet them: made, judged and pushed through the real binary.

mod contents;
mod credentials;
mod elf;
mod layout;
mod made;
mod push;
mod registry;
mod rules;
mod run;
mod tool;
