//! How much of what is due is taken at once, and of whom.

use domain::TenantId;

/// A part of what is due, in which no tenant takes what is another's.
#[derive(Debug, Clone, Copy)]
pub struct Share<'a> {
    /// At most so many.
    pub at_most: i32,
    /// Of one tenant at most so many.
    pub per_tenant: i32,
    /// None of these tenants.
    pub busy: &'a [TenantId],
}

impl Share<'_> {
    /// At most so many, of whomever they are.
    pub fn of_anybody(at_most: i32) -> Self {
        Self {
            at_most,
            per_tenant: at_most,
            busy: &[],
        }
    }

    pub(crate) fn busy(&self) -> Vec<i64> {
        self.busy.iter().map(|tenant| tenant.get()).collect()
    }
}
