//! Passwords: Argon2id, hashed where it does not hold up the requests of others.

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use argon2::password_hash::Error as HashError;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use serde::Deserialize;
use service_runtime::Secret;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use crate::problem::Problem;

/// OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// How many are hashed at once; each takes a core and its memory.
const AT_ONCE: usize = 2;

/// How long a request waits for its turn before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(10);

const SHORTEST: usize = 10;
const SHORTEST_IN_DEMOS: usize = 8;
/// Longer than any phrase, and short enough to be hashed at once.
const LONGEST: usize = 256;

/// Hashes passwords, and checks them.
#[derive(Clone)]
pub(crate) struct Passwords {
    turns: Arc<Semaphore>,
    /// Checked in place of the hash of an account that does not exist: a stranger cannot tell by the time.
    nobodys: Arc<str>,
    shortest: usize,
}

/// A password as it came in a body.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Password(Secret);

impl Password {
    pub(crate) fn new(text: Secret) -> Self {
        Self(text)
    }
}

impl Passwords {
    /// `demo`: whether the short passwords of a demonstration are taken.
    pub(crate) fn new(demo: bool) -> anyhow::Result<Self> {
        let nobodys = hash(&crate::auth::RandomToken::new().expose().into())?;
        Ok(Self {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            nobodys: nobodys.into(),
            shortest: if demo { SHORTEST_IN_DEMOS } else { SHORTEST },
        })
    }

    /// The hash of a new password, if it is one that may be taken.
    pub(crate) async fn hash(&self, field: &str, password: Password) -> Result<String, Problem> {
        let length = password.0.expose().chars().count();
        if !(self.shortest..=LONGEST).contains(&length) {
            let message = format!("must have {} to {LONGEST} characters", self.shortest);
            return Err(Problem::field(field, message));
        }
        self.in_turn(move || hash(&password.0)).await
    }

    /// Whether it is the password of this hash; without a hash it takes as long and is not.
    pub(crate) async fn verify(
        &self,
        password: Password,
        stored: Option<String>,
    ) -> Result<bool, Problem> {
        // Nothing that we hash is longer; what a stranger sends is not worked on.
        if password.0.expose().chars().count() > LONGEST {
            return Ok(false);
        }
        let nobodys = Arc::clone(&self.nobodys);
        self.in_turn(move || {
            let known = stored.is_some();
            let right = verify(&password.0, stored.as_deref().unwrap_or(&nobodys))?;
            Ok(right && known)
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            let detail = "Too many people sign in at this moment.";
            return Err(Problem::unavailable("busy", detail));
        };
        let done = spawn_blocking(move || {
            // Held until the work is done, also when nobody waits for it any more.
            let _turn = turn;
            work()
        });
        done.await
            .map_err(anyhow::Error::new)
            .flatten()
            .map_err(|error| Problem::internal().because(error))
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None);
    let params = params.expect("the parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(password: &Secret) -> anyhow::Result<String> {
    let hash: PasswordHash = argon2()
        .hash_password(password.expose().as_bytes())
        .map_err(|error| anyhow!("a password cannot be hashed: {error}"))?;
    Ok(hash.to_string())
}

fn verify(password: &Secret, stored: &str) -> anyhow::Result<bool> {
    let stored = PasswordHash::new(stored)
        .map_err(|error| anyhow!("a stored hash of a password cannot be read: {error}"))?;
    match argon2().verify_password(password.expose().as_bytes(), &stored) {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(anyhow!("a password cannot be checked: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::new(text.into())
    }

    #[tokio::test]
    async fn the_right_one_is_right_and_no_other() {
        let passwords = Passwords::new(false).unwrap();
        let hash = passwords.hash("password", password("گذرواژهٔ دراز")).await;
        let hash = hash.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let verify = async |text, hash| passwords.verify(password(text), hash).await.unwrap();
        assert!(verify("گذرواژهٔ دراز", Some(hash.clone())).await);
        assert!(!verify("گذرواژهٔ درا", Some(hash)).await);
        assert!(!verify("گذرواژهٔ دراز", None).await);
        assert!(!verify(&"x".repeat(LONGEST + 1), None).await);
    }

    #[tokio::test]
    async fn short_ones_are_taken_in_demonstrations_alone() {
        let (real, demo) = (
            Passwords::new(false).unwrap(),
            Passwords::new(true).unwrap(),
        );
        let taken = async |passwords: &Passwords, text: &str| {
            passwords.hash("password", password(text)).await.is_ok()
        };
        assert!(!taken(&real, "peyk-demo").await);
        assert!(taken(&demo, "peyk-demo").await);
        assert!(!taken(&demo, "1234567").await);
        assert!(taken(&real, "1234567890").await);
        assert!(!taken(&real, &"x".repeat(LONGEST + 1)).await);
    }

    #[test]
    fn none_is_printed() {
        let printed = format!("{:?}", password("hunter2hunter2"));
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}
