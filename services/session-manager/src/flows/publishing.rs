//! Publishing: a document becomes a version, if it is fit for customers.

use domain::TenantId;
use flow::{Finding, Flow, Severity};
use serde_json::Value;
use storage::Tx;
use storage::flows::{self, Publication, Version};

use super::document_of;
use crate::problem::Problem;

/// What is to be published.
#[derive(Debug)]
pub(crate) struct Wish<'a> {
    /// The document.
    pub(crate) document: Value,
    /// The version before.
    pub(crate) before: Option<i32>,
    /// What is different.
    pub(crate) note: Option<&'a str>,
    /// The version that it brings back.
    pub(crate) restores: Option<i32>,
    /// Who publishes.
    pub(crate) by: &'a str,
}

/// Publishes a flow under the next number; what could still be better is answered with it. What is published already is
/// not published again: whoever asks twice has asked once.
pub(crate) async fn publish(
    tx: &mut Tx,
    tenant: TenantId,
    name: &str,
    wish: Wish<'_>,
) -> Result<(Version, Vec<Finding>), Problem> {
    let mut flow: Flow = serde_json::from_value(wish.document).map_err(Problem::flow_unreadable)?;
    let before = wish.before.unwrap_or(0);
    if let Some((version, document)) = flows::lookup_version(tx, tenant, name, before).await? {
        flow.version = before.unsigned_abs();
        if document_of(&flow) == document {
            return Ok((version, flow.lint()));
        }
    }
    let next = before.checked_add(1).ok_or_else(Problem::internal)?;
    flow.version = next.unsigned_abs();
    let findings = flow.lint();
    if findings.iter().any(|it| it.severity == Severity::Error) {
        return Err(Problem::flow_has_errors(&findings));
    }
    let publication = Publication {
        document: &document_of(&flow),
        version: next,
        note: wish.note,
        restores: wish.restores,
        by: wish.by,
    };
    let version = flows::publish(tx, tenant, name, publication).await?;
    Ok((version, findings))
}
