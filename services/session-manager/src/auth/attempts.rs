//! How often a password may be tried: per account and per client, counted in Postgres, so that many
//! session-managers count together.

use std::net::IpAddr;
use std::time::Duration;

use sha2::{Digest, Sha256};
use storage::sign_in_attempts::{self, Subject};
use storage::{Database, StorageError, Tx};

use super::client_address::network;
use crate::problem::Problem;
use crate::settings::AuthSettings;

/// Counts attempts.
#[derive(Clone)]
pub(crate) struct Attempts {
    database: Database,
    window: Duration,
    per_account: i32,
    per_client: i32,
}

/// An attempt that may be made, and has been counted.
pub(crate) struct Attempt {
    account: Subject,
    client: Option<Subject>,
}

impl Attempts {
    pub(crate) fn new(database: &Database, settings: &AuthSettings) -> Self {
        Self {
            database: database.clone(),
            window: settings.attempt_window,
            per_account: settings.account_attempts.into(),
            per_client: settings.address_attempts.into(),
        }
    }

    /// Counts an attempt, or says when the next may be made.
    pub(crate) async fn begin(
        &self,
        email: &str,
        client: Option<IpAddr>,
    ) -> Result<Attempt, Problem> {
        let attempt = Attempt {
            account: subject("account", email),
            client: client.map(|address| subject("address", &network(address).to_string())),
        };
        let mut tx = self.database.begin_for(&[]).await?;
        // The client first: who may not try any more cannot lock others out of their accounts.
        let mut rest = match &attempt.client {
            Some(client) => self.count(&mut tx, client, self.per_client).await?,
            None => None,
        };
        if rest.is_none() {
            rest = self
                .count(&mut tx, &attempt.account, self.per_account)
                .await?;
        }
        tx.commit().await?;
        match rest {
            None => Ok(attempt),
            Some(rest) => Err(Problem::too_many_attempts(rest)),
        }
    }

    async fn count(
        &self,
        tx: &mut Tx,
        subject: &Subject,
        allowed: i32,
    ) -> Result<Option<Duration>, StorageError> {
        let attempts = sign_in_attempts::count(tx, subject, self.window).await?;
        Ok((attempts.count > allowed).then_some(attempts.rest))
    }

    /// Forgets what has run out.
    pub(crate) async fn sweep(&self) -> Result<(), StorageError> {
        storage::login_sessions::forget_expired(&self.database, self.window).await
    }
}

impl Attempt {
    /// The password was right: the account's failures are forgotten, and the client's are one less.
    pub(crate) async fn succeeded(&self, tx: &mut Tx) -> Result<(), StorageError> {
        if let Some(client) = &self.client {
            sign_in_attempts::give_back(tx, client).await?;
        }
        sign_in_attempts::forget(tx, &self.account).await
    }
}

fn subject(kind: &str, text: &str) -> Subject {
    Sha256::digest(format!("{kind}\n{text}")).into()
}
