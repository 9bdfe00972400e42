//! What everything in a house is called, and its keys, none of which is a secret.

use std::time::Duration;

use domain::{SessionName, TenantId};

/// How long somebody waits for something that should take moments; machines of tests are slow and noisy.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// The number that links a session.
pub const AGENCY: &str = "971501234567";
/// What webhook keys are derived from.
pub const MASTER_SECRET: &str = "a master secret that is long enough, for tests";
/// What secrets in Postgres are sealed with.
pub const MASTER_KEY: &str = "a master key that is long enough, for tests";
/// Opens session-manager's API.
pub const OPERATOR_TOKEN: &str = "an operator's token that is long enough";
/// Opens WAHA's.
pub const WAHA_KEY: &str = "a-key-for-waha";

/// The name of a tenant's session.
pub fn session(tenant: TenantId) -> String {
    SessionName::of_tenant(tenant).to_string()
}

/// The number that links this tenant's session: every tenant has one of its own.
pub fn agency(tenant: TenantId) -> String {
    format!("{}{tenant}", &AGENCY[..11])
}
