//! A tenant's language model: where it is and what it may cost, what was spent, the tenant's FAQ, and what was read.

mod faq;
mod meters;
mod readings;
mod settings;

pub use faq::{FaqEntry, lookup_faq, save_faq};
pub use meters::{Limits, Meter, Spent, lock_meter, lookup_meter, save_meter};
pub use readings::{Claim, ToRead, claim_due, forget, list_readers, lookup, readings_of, settle};
pub use settings::lookup as lookup_settings;
pub use settings::{LlmSettings, remove, save};
