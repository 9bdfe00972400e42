//! The demonstration: two tenants, and one conversation whose every hop is shown.

mod play;
mod setup;

pub use play::play;
pub use setup::set_up;

use anyhow::Result;

use crate::{Manager, Simulator, http_client};

/// The running stack.
#[derive(Debug, clap::Args)]
pub struct Place {
    /// The first port of the stack
    #[arg(long, env = "PEYK_DEMO_PORT_BASE", default_value_t = 8080)]
    port_base: u16,
    /// The operator's token
    #[arg(long, env = "PEYK_DEMO_OPERATOR_TOKEN", hide_env_values = true)]
    operator_token: String,
    /// Postgres, as a service logs in
    #[arg(long, env = "PEYK_DEMO_DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// The password of the demo's users
    #[arg(long, env = "PEYK_DEMO_PASSWORD", hide_env_values = true)]
    password: String,
}

/// The demo's tenants: always the same two, with the ids 1 and 2. Of each: its number, and its agent.
const TENANTS: [(i64, &str, &str, &str); 2] = [
    (1, "Palm Homes", "971501234567", "agent1@demo.peyk"),
    (2, "Marina Estates", "971501234568", "agent2@demo.peyk"),
];

impl Place {
    fn manager(&self) -> Result<Manager> {
        let url = format!("http://127.0.0.1:{}", self.port_base);
        Ok(Manager::new(http_client()?, url, &self.operator_token))
    }

    fn simulator(&self) -> Result<Simulator> {
        let url = format!("http://127.0.0.1:{}", self.port_base + 3);
        Ok(Simulator::new(http_client()?, url))
    }
}
