//! One contiguous range of ports for all of a stack.

use anyhow::{Context, Result, bail};
use private_servers::port_is_free;

/// The ports of one stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ports {
    pub(crate) base: u16,
}

/// What listens on a port of its own, in the order of the ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    SessionManager,
    WebhookIngress,
    BotWorker,
    WahaSimulator,
    Postgres,
    Nats,
    NatsMonitoring,
}

impl Place {
    /// The services, in the order in which they are started: WAHA is there before who calls it.
    pub(crate) const SERVICES: [Self; 4] = [
        Self::WahaSimulator,
        Self::SessionManager,
        Self::WebhookIngress,
        Self::BotWorker,
    ];

    const ALL: [Self; 7] = [
        Self::SessionManager,
        Self::WebhookIngress,
        Self::BotWorker,
        Self::WahaSimulator,
        Self::Postgres,
        Self::Nats,
        Self::NatsMonitoring,
    ];

    /// The name in messages; a service's is that of its package and program.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SessionManager => "session-manager",
            Self::WebhookIngress => "webhook-ingress",
            Self::BotWorker => "bot-worker",
            Self::WahaSimulator => "waha-simulator",
            Self::Postgres => "postgres",
            Self::Nats => "nats",
            Self::NatsMonitoring => "nats monitoring",
        }
    }
}

impl Ports {
    pub(crate) const DEFAULT_BASE: u16 = 8080;
    /// The last of the seven, and the two that may be beyond them, have to be ports as well.
    pub(crate) const HIGHEST_BASE: u16 = u16::MAX - 8;
    /// From one stack to the next: room for all, and easy to read.
    const STEP: u16 = 10;

    /// A range that is free now, and not the one that most others try first. It lies below those that systems hand out
    /// to connections.
    pub(crate) fn free() -> Result<Self> {
        let rooms = 1000;
        let first = u16::try_from(std::process::id() % u32::from(rooms)).unwrap_or_default();
        (0..rooms)
            .map(|next| Self {
                base: 20_000 + (first + next) % rooms * Self::STEP,
            })
            .find(|range| range.is_free() && port_is_free(range.beyond()))
            .context("no ten ports in a row are free")
    }

    /// The first after the range.
    pub(crate) fn beyond(self) -> u16 {
        self.base + 7
    }

    /// Where a collector of traces listens: the second after the range.
    pub(crate) fn of_collector(self) -> u16 {
        self.base + 8
    }

    fn is_free(self) -> bool {
        Place::ALL
            .into_iter()
            .all(|place| port_is_free(self.of(place)))
    }

    pub(crate) fn of(self, place: Place) -> u16 {
        let offset = Place::ALL.iter().position(|other| *other == place);
        let offset = offset.and_then(|offset| u16::try_from(offset).ok());
        self.base + offset.expect("every place is in the list of all")
    }

    /// `http://127.0.0.1:PORT`
    pub(crate) fn url(self, place: Place) -> String {
        format!("http://127.0.0.1:{}", self.of(place))
    }

    /// The next range, to propose when this one is taken.
    pub(crate) fn another(self) -> Self {
        match self.base.checked_add(Self::STEP) {
            Some(base) if base <= Self::HIGHEST_BASE => Self { base },
            _ => Self {
                base: Self::DEFAULT_BASE,
            },
        }
    }

    /// An error that names all taken ports, and what they are needed for.
    pub(crate) fn require_free(self) -> Result<()> {
        let taken: Vec<String> = Place::ALL
            .into_iter()
            .filter(|place| !port_is_free(self.of(*place)))
            .map(|place| format!("{} ({})", self.of(place), place.name()))
            .collect();
        if taken.is_empty() {
            return Ok(());
        }
        let mut free = self.another();
        while free != self && !free.is_free() {
            free = free.another();
        }
        bail!(
            "something else listens on {}: stop it, or take another range with --port-base {}",
            taken.join(", "),
            free.base,
        );
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, TcpListener};

    use super::*;

    #[test]
    fn the_range_is_the_one_that_the_design_names() {
        let ports = Ports {
            base: Ports::DEFAULT_BASE,
        };
        let listed = Place::ALL.map(|place| ports.of(place));
        assert_eq!(listed, [8080, 8081, 8082, 8083, 8084, 8085, 8086]);
        let highest = Ports {
            base: Ports::HIGHEST_BASE,
        };
        assert_eq!(highest.of_collector(), u16::MAX);
    }

    #[test]
    fn a_taken_port_is_named_with_its_service_and_a_way_out() {
        // Some range of which the third port is taken, and the others are most likely free.
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let ports = Ports {
            base: taken.local_addr().unwrap().port() - 2,
        };
        let error = ports.require_free().unwrap_err().to_string();
        assert!(
            error.contains(&format!("{} (bot-worker)", ports.base + 2)),
            "{error}"
        );
        assert!(error.contains("--port-base "), "{error}");
    }

    #[test]
    fn a_free_range_is_free_and_has_room_for_one_more() {
        let ports = Ports::free().unwrap();
        ports.require_free().unwrap();
        assert!(port_is_free(ports.beyond()));
    }

    #[test]
    fn the_last_range_is_followed_by_the_first() {
        assert_eq!(Ports { base: 8080 }.another().base, 8090);
        assert_eq!(
            Ports {
                base: Ports::HIGHEST_BASE
            }
            .another()
            .base,
            Ports::DEFAULT_BASE
        );
    }
}
