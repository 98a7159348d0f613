//! What holds for the events of the triggers: published samples and own ones come back whole, the odd forms of the
//! platform are understood, and no JSON at all does harm.

mod any_json;
mod known;
mod mutations;
mod published;
mod whole;
