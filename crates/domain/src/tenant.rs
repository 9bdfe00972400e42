//! A tenant: one agency on the platform.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The id of a tenant: a positive number, as Postgres hands it out. It is part of subjects, session
/// names and webhook URLs, so it has exactly one spelling: decimal digits without sign or leading zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct TenantId(i64);

impl TenantId {
    /// The number itself, for Postgres and for wire formats.
    pub fn get(self) -> i64 {
        self.0
    }
}

/// The text or number is not a tenant's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tenant id is a positive whole number without sign or leading zeros")]
pub struct InvalidTenantId;

impl TryFrom<i64> for TenantId {
    type Error = InvalidTenantId;

    fn try_from(id: i64) -> Result<Self, InvalidTenantId> {
        if id > 0 {
            Ok(Self(id))
        } else {
            Err(InvalidTenantId)
        }
    }
}

impl From<TenantId> for i64 {
    fn from(id: TenantId) -> i64 {
        id.0
    }
}

impl FromStr for TenantId {
    type Err = InvalidTenantId;

    fn from_str(text: &str) -> Result<Self, InvalidTenantId> {
        let canonical = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse::<i64>().map_err(|_| InvalidTenantId)?;
        if canonical {
            Self::try_from(number)
        } else {
            Err(InvalidTenantId)
        }
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a tenant is promised. Promises are measured by class: a series for each of thousands of tenants is too many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum TenantClass {
    /// As everybody.
    #[default]
    Standard,
    /// Watched more closely.
    Priority,
    /// Trying it out.
    Trial,
}

impl TenantClass {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Standard, Self::Priority, Self::Trial];

    /// As it is stored, shown and counted.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Priority => "priority",
            Self::Trial => "trial",
        }
    }
}

/// The text is no class of tenants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tenant's class is standard, priority or trial")]
pub struct InvalidTenantClass;

impl FromStr for TenantClass {
    type Err = InvalidTenantClass;

    fn from_str(text: &str) -> Result<Self, InvalidTenantClass> {
        Self::ALL
            .into_iter()
            .find(|class| class.as_str() == text)
            .ok_or(InvalidTenantClass)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_spelling_only() {
        assert_eq!("5".parse(), Ok(TenantId(5)));
        for text in [
            "",
            "0",
            "-5",
            "+5",
            "05",
            "5 ",
            "٥",
            "5.0",
            "9223372036854775808",
        ] {
            assert_eq!(text.parse::<TenantId>(), Err(InvalidTenantId), "{text:?}");
        }
    }

    #[test]
    fn json_refuses_what_is_not_positive() {
        assert!(serde_json::from_str::<TenantId>("0").is_err());
        assert_eq!(
            serde_json::from_str::<TenantId>("7").expect("positive"),
            TenantId(7)
        );
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_is_written(text in prop_oneof![r"(?s)[+-]?[0-9]{0,20}[.*> \r\n٥]?", "(?s).{0,20}"]) {
            if let Ok(tenant) = text.parse::<TenantId>() {
                prop_assert!(tenant.get() > 0);
                prop_assert_eq!(tenant.to_string(), text);
            }
        }
    }
}
