//! Whose number a session has.

use serde::Deserialize;

use crate::Address;

/// A WhatsApp account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Its address, `971501234567@c.us`.
    pub id: String,
    /// The name that its owner gave it.
    #[serde(default)]
    pub push_name: Option<String>,
    /// Its Linked ID.
    #[serde(default)]
    pub lid: Option<String>,
}

impl Account {
    /// The digits of its phone number.
    pub fn phone(&self) -> Option<String> {
        Address::new(&self.id).phone().map(ToOwned::to_owned)
    }
}
