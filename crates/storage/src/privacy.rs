//! How long what customers wrote is kept, and taking all that is known of a person away, or out.
//!
//! Whatever removes a message writes its file's name down in the same transaction (`files_to_remove`); the file goes after
//! the commit, and then the name. Killed before the commit, nothing has happened; killed after it, the name is still
//! there. A file that goes first would leave a message that shows a file which is not there; a row that goes alone would
//! leave a file that nobody finds again.

mod erasure;
mod export;
mod files;
mod removal;
mod retention;
mod settings;

pub use erasure::{Erasure, erase, erase_late, finish, is_known, list_erasures};
pub use export::{
    Line, Place, contact_lines, contacts_after, find_by_conversation, find_by_lead, find_contacts,
    tenant_lines,
};
pub use files::{list_files, list_tenants_to_clean, note_removed};
pub use retention::{Expired, begin, expire_changes, expire_files, expire_messages};
pub use settings::{Keeping, lookup, save};
