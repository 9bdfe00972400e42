//! What is broken, and for how long.

use std::time::Duration;

use crate::fire::{
    Link::{self, Api, OthersNats, OthersPostgres, Webhooks, WorkerNats, WorkerPostgres},
    Victim, Weather,
};

/// One thing that goes wrong.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) name: &'static str,
    pub(super) how: How,
    /// It shows only when it outlasts leases and the stream's `ack_wait`: a long run takes the time.
    outlasts: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum How {
    /// `kill -9`, and another in its place at once.
    Kill(Victim),
    /// SIGSTOP, later SIGCONT.
    Freeze(Victim),
    /// Postgres is stopped in an orderly way and started later.
    StopPostgres,
    /// The disk below JetStream has no room left.
    FillDisk,
    /// These ways between parts have this weather.
    Network(&'static [Link], Weather),
    /// The first worker's clock is wrong by so many seconds.
    Clock(i32),
    /// WAHA loses all sessions. They are made anew by session-manager, and linked anew by who has the phone.
    Forget,
}

const WORKER: &[Link] = &[WorkerNats, WorkerPostgres];
const ALL: &[Link] = &[
    WorkerNats,
    WorkerPostgres,
    OthersNats,
    OthersPostgres,
    Api,
    Webhooks,
];
const SLOW: Weather = Weather::Slow(Duration::from_millis(150));

const fn fault(name: &'static str, how: How) -> Fault {
    Fault {
        name,
        how,
        outlasts: false,
    }
}

const fn long(name: &'static str, how: How) -> Fault {
    Fault {
        name,
        how,
        outlasts: true,
    }
}

/// All that there are.
pub(super) const FAULTS: &[Fault] = &[
    fault("kill-worker", How::Kill(Victim::Worker(0))),
    fault("kill-ingress", How::Kill(Victim::Ingress)),
    fault("kill-manager", How::Kill(Victim::Manager)),
    fault("kill-nats", How::Kill(Victim::Nats)),
    fault("kill-postgres", How::Kill(Victim::Postgres)),
    fault("kill-waha", How::Kill(Victim::Waha)),
    long("freeze-worker", How::Freeze(Victim::Worker(0))),
    long("freeze-manager", How::Freeze(Victim::Manager)),
    fault("freeze-ingress", How::Freeze(Victim::Ingress)),
    fault("freeze-nats", How::Freeze(Victim::Nats)),
    fault("freeze-waha", How::Freeze(Victim::Waha)),
    fault("stop-postgres", How::StopPostgres),
    fault("fill-disk", How::FillDisk),
    fault("cut-worker", How::Network(WORKER, Weather::Cut)),
    fault("cut-nats", How::Network(&[OthersNats], Weather::Cut)),
    fault(
        "cut-postgres",
        How::Network(&[OthersPostgres], Weather::Cut),
    ),
    fault("cut-api", How::Network(&[Api], Weather::Cut)),
    fault("cut-webhooks", How::Network(&[Webhooks], Weather::Cut)),
    long("silent-worker", How::Network(WORKER, Weather::Silent)),
    fault("silent-nats", How::Network(&[OthersNats], Weather::Silent)),
    fault(
        "silent-postgres",
        How::Network(&[OthersPostgres], Weather::Silent),
    ),
    fault("silent-api", How::Network(&[Api], Weather::Silent)),
    fault(
        "silent-webhooks",
        How::Network(&[Webhooks], Weather::Silent),
    ),
    fault("slow", How::Network(ALL, SLOW)),
    fault("clock-ahead", How::Clock(600)),
    fault("clock-behind", How::Clock(-600)),
    fault("forget-sessions", How::Forget),
];

/// The fault of this name.
pub(super) fn named(name: &str) -> Result<&'static Fault, String> {
    let found = FAULTS.iter().find(|fault| fault.name == name);
    found.ok_or_else(|| format!("there are {}", names().join(", ")))
}

pub(super) fn names() -> Vec<&'static str> {
    FAULTS.iter().map(|fault| fault.name).collect()
}

impl Fault {
    /// How long it lasts. Leases of a house are 2 s, and the stream delivers anew after 20 s.
    pub(super) fn lasts(&self, long_run: bool) -> Duration {
        Duration::from_secs(match (self.outlasts, long_run) {
            (true, true) => 25,
            (true, false) => 6,
            (false, true) => 10,
            (false, false) => 4,
        })
    }
}
