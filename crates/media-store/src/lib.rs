//! The files of customers' messages: voice, pictures, documents.
//!
//! A file is found by the tenant and the key of its message, and by nothing else: keeping it twice keeps it once. What a
//! customer sent is never trusted to be what it says: [`sniff`] decides under which type it is served.

mod error;
mod place;
mod settings;
pub mod sniff;
mod store;

pub use error::{KeepError, StoreError};
pub use settings::{STORE_URL, is_store_url};
pub use store::{Kept, MediaStore, Reading};
