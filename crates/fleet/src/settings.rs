//! `[secrets]`

use domain::seal::Sealer;
use domain::webhook_key::{MasterSecret, MasterSecretTooShort};
use serde::{Deserialize, Serialize};
use service_runtime::{Problems, Secret};

/// The section `[secrets]` of the services that need sealed secrets.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SecretSettings {
    /// What the API keys of WAHA nodes are sealed with in Postgres.
    pub master_key: Secret,
    /// Earlier ones, which still open what was sealed with them.
    pub previous_master_keys: Vec<Secret>,
}

impl SecretSettings {
    /// Reports what cannot work.
    pub fn validate(&self, problems: &mut Problems) {
        let key = "secrets.master_key";
        problems.required(key, &self.master_key);
        if !self.master_key.is_empty()
            && let Err(error) = MasterSecret::new(self.master_key.expose())
        {
            problems.add(key, error.to_string());
        }
        for previous in &self.previous_master_keys {
            if let Err(error) = MasterSecret::new(previous.expose()) {
                problems.add("secrets.previous_master_keys", error.to_string());
            }
        }
    }

    /// What seals and opens.
    pub fn sealer(&self) -> Result<Sealer, MasterSecretTooShort> {
        let master = |secret: &Secret| MasterSecret::new(secret.expose());
        let previous: Result<Vec<_>, _> = self.previous_master_keys.iter().map(master).collect();
        Ok(Sealer::new(master(&self.master_key)?, previous?))
    }
}
