//! Webhooks as WAHA posts them, signed, each about another message.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use anyhow::{Context, Result};
use domain::{
    SessionName, TenantId,
    webhook_key::{FIRST_VERSION, MasterSecret, WebhookKey},
};
use serde_json::Value;

use crate::MASTER_SECRET;

/// A text message that reached a GOWS session, from WAHA's documentation.
const SAMPLE: &str =
    include_str!("../../crates/waha/tests/bodies/samples/message.any.incoming.gows.json");
/// What stands for the number of a message, and for its tenant, in the sample; as long as what takes its place,
/// so that all bodies have one length.
const STANZA: &str = "AC363A0C94E511346808FE5F3D96A849";
const EVENT: &str = "evt_01m2jnw56w7kx9k9a0n79nd4fa";

/// How many webhooks, and of whom.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct Load {
    /// How many requests in all
    #[arg(long)]
    pub(crate) count: u64,
    /// The number of the first message; two loads that share a number share a message
    #[arg(long, default_value_t = 0)]
    pub(crate) first: u64,
    /// They are spread over the sessions of tenants 1 to N
    #[arg(long, default_value_t = 10)]
    pub(crate) tenants: i64,
    /// How many files to spread them over
    #[arg(long, default_value_t = 1)]
    pub(crate) files: u64,
}

/// The bodies of webhooks.
pub(crate) struct Template {
    body: String,
}

impl Template {
    pub(crate) fn new() -> Result<Self> {
        let mut body: Value = serde_json::from_str(SAMPLE).context("the sample")?;
        body["session"] = "{session}".into();
        body["metadata"] = serde_json::json!({ "tenant_id": "{tenant}" });
        Ok(Self {
            body: body.to_string(),
        })
    }

    /// The body of message `number`, which came to the session of `tenant`.
    pub(crate) fn body(&self, tenant: TenantId, number: u64) -> String {
        self.body
            .replace(STANZA, &stanza(number))
            .replace(EVENT, &format!("evt_{number:026}"))
            .replace("{session}", SessionName::of_tenant(tenant).as_str())
            .replace("{tenant}", &tenant.to_string())
    }
}

/// WhatsApp's id of message `number`.
pub(crate) fn stanza(number: u64) -> String {
    format!("AC{number:030X}")
}

/// The tenant of message `number`.
pub(crate) fn tenant(number: u64, tenants: i64) -> Result<TenantId> {
    let tenants = u64::try_from(tenants.max(1)).context("a count of tenants")?;
    let id = i64::try_from(number % tenants).context("a tenant's id")? + 1;
    Ok(id.try_into()?)
}

/// Writes each request behind its length: eight decimal digits, padded with spaces.
pub(crate) fn write(folder: &Path, load: Load) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("create {}", folder.display()))?;
    let template = Template::new()?;
    let master = MasterSecret::new(MASTER_SECRET)?;
    let mut files = (0..load.files.max(1))
        .map(|number| {
            let path = folder.join(format!("{number}.requests"));
            let file = File::create(&path).with_context(|| format!("create {}", path.display()))?;
            Ok(BufWriter::new(file))
        })
        .collect::<Result<Vec<_>>>()?;
    let count = files.len();
    for (place, number) in (load.first..load.first + load.count).enumerate() {
        let tenant = tenant(number, load.tenants)?;
        let request = request(&master, tenant, &template.body(tenant, number));
        let file = &mut files[place % count];
        write!(file, "{:<8}{request}", request.len())?;
    }
    for mut file in files {
        file.flush()?;
    }
    Ok(())
}

fn request(master: &MasterSecret, tenant: TenantId, body: &str) -> String {
    let session = SessionName::of_tenant(tenant);
    let key = WebhookKey::derive(master, tenant, &session, FIRST_VERSION);
    let signature = waha::signature::sign(key.expose().as_bytes(), body.as_bytes());
    // The headers that WAHA sends.
    format!(
        "POST /api/webhook/waha?tenant_id={tenant} HTTP/1.1\r\n\
         host: 127.0.0.1\r\n\
         accept: application/json, text/plain, */*\r\n\
         content-type: application/json\r\n\
         user-agent: WAHA/2026.8.2\r\n\
         x-webhook-request-id: 01m2jnw56w7kx9k9a0n79nd4fa\r\n\
         x-webhook-timestamp: 1789480801500\r\n\
         x-webhook-hmac: {signature}\r\n\
         x-webhook-hmac-algorithm: sha512\r\n\
         content-length: {}\r\n\
         \r\n\
         {body}",
        body.len(),
    )
}
