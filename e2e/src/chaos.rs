//! `cargo xtask chaos`: customers write all the time, and everything is broken in turn. In the end the judge compares what
//! they wrote with what is in the mailboxes and on their phones.

mod disk;
mod door;
mod fault;
mod guarantee;
mod load;
mod probe;
mod report;
mod run;
mod settings;
mod stage;
mod ticker;

pub use run::run;
pub use settings::Settings;
