//! The operator's book: where a finding is told at length.

use serde::{Serialize, Serializer};

/// Makes the list of sections and the anchor of each.
macro_rules! sections {
    ($($name:ident = $anchor:literal,)*) => {
        /// A section of `docs/operations.md` for who has to act.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Section {
            $($name,)*
        }

        impl Section {
            /// Where it is, from the root of the repository.
            pub(super) fn place(self) -> &'static str {
                match self {
                    $(Self::$name => concat!("docs/operations.md#", $anchor),)*
                }
            }

            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

sections! {
    ClockWrong = "clockwrong",
    ConsumerFallsBehind = "consumerfallsbehind",
    DatabasePoolWaits = "databasepoolwaits",
    DeadLetters = "deadletters",
    FleetNearlyFull = "fleetnearlyfull",
    JetStreamRefuses = "jetstreamrefuses",
    MailboxesOverdue = "mailboxesoverdue",
    NatsAway = "natsaway",
    PostgresAway = "postgresaway",
    RepliesFail = "repliesfail",
    RepliesOverdue = "repliesoverdue",
    ServiceAway = "serviceaway",
    SessionsAway = "sessionsaway",
    SessionsDeaf = "sessionsdeaf",
    SessionsGivenUp = "sessionsgivenup",
    StreamFills = "streamfills",
    StreamNearlyFull = "streamnearlyfull",
    UnroutedEventsPileUp = "unroutedeventspileup",
    Upgrades = "upgrades",
    WahaCallsFail = "wahacallsfail",
    WahaNodeUnreachable = "wahanodeunreachable",
    DrainingANode = "draining-a-node",
}

impl Serialize for Section {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.place())
    }
}

#[cfg(test)]
mod tests;
