//! Operators are made on the command line: nobody signs in before the first of them.

use anyhow::{Context, bail};
use storage::audit::{self, Actor};
use storage::users::{self, EMAIL_UNIQUE, Role};
use storage::{Database, Realm};

use crate::auth::{Email, Password, Passwords};

/// Adds an operator. Returns whether there was none with this address; one that exists is not changed.
pub(crate) async fn add(
    database: &Database,
    passwords: &Passwords,
    email: &Email,
    password: Password,
) -> anyhow::Result<bool> {
    let hash = match passwords.hash("password", password).await {
        Ok(hash) => hash,
        Err(problem) => bail!("{}", problem.detail()),
    };
    let realm = Realm::Operators;
    let mut tx = database.begin_in(realm).await?;
    match users::add(&mut tx, Role::Operator, email.as_str(), &hash).await {
        Ok(_) => {}
        Err(error) if error.violates(EMAIL_UNIQUE) => {
            let account = users::find_account(database, email.as_str()).await?;
            let account = account.context("the user has been removed at this moment")?;
            if account.identity.role != Role::Operator {
                bail!("{email} is the address of a tenant's user");
            }
            return Ok(false);
        }
        Err(error) => return Err(error.into()),
    }
    let detail = Some(email.as_str());
    let actor = Actor {
        name: "command line".to_owned(),
        is_operator: true,
    };
    audit::add(&mut tx, realm, &actor, "operator_added", detail).await?;
    tx.commit().await?;
    Ok(true)
}
