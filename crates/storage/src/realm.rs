//! Whose users, tokens and entries: a tenant's, or the operators'.

use domain::TenantId;

use crate::{StorageError, error::tenant_of};

/// A part of what there is to sign in to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Realm {
    /// One tenant's.
    Tenant(TenantId),
    /// What belongs to no tenant.
    Operators,
}

impl Realm {
    /// As the column `tenant_id` has it.
    pub(crate) fn column(self) -> Option<i64> {
        match self {
            Self::Tenant(tenant) => Some(tenant.get()),
            Self::Operators => None,
        }
    }

    pub(crate) fn of_column(
        column: Option<i64>,
        table: &'static str,
    ) -> Result<Self, StorageError> {
        let tenant = column.map(|id| tenant_of(id, table)).transpose()?;
        Ok(tenant.map_or(Self::Operators, Self::Tenant))
    }

    /// The tenant, if it is one's.
    pub fn tenant(self) -> Option<TenantId> {
        match self {
            Self::Tenant(tenant) => Some(tenant),
            Self::Operators => None,
        }
    }
}

impl From<TenantId> for Realm {
    fn from(tenant: TenantId) -> Self {
        Self::Tenant(tenant)
    }
}
