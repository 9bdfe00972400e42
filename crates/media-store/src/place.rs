//! Where a file is.

use domain::{MessageKey, TenantId};
use object_store::path::Path;
use sha2::{Digest, Sha256};

/// The folder of a tenant.
pub(crate) fn of_tenant(root: &Path, tenant: TenantId) -> Path {
    root.clone().join(tenant.get().to_string())
}

/// The place of a message's file.
pub(crate) fn of(root: &Path, tenant: TenantId, key: &MessageKey) -> Path {
    of_tenant(root, tenant).join(name_of(key))
}

/// The name of a message's file. The key is hashed: a part of it comes from the sender's phone. `storage::privacy` computes
/// the same in SQL.
pub(crate) fn name_of(key: &MessageKey) -> String {
    hex::encode(Sha256::digest(key.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_leads_out_of_the_tenants_folder() {
        let tenant = TenantId::try_from(5).expect("positive");
        for key in [
            "5:tenant_5:message:in:AC36",
            "../../6/x",
            "/etc/passwd",
            "",
            "a/b",
        ] {
            let place = of(
                &Path::from("media"),
                tenant,
                &MessageKey::from_stored(key.to_owned()),
            );
            let place = place.as_ref();
            let name = place.strip_prefix("media/5/").expect("in the folder");
            assert!(
                name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()),
                "{place}"
            );
        }
    }
}
