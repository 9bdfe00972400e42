//! What can be taken out, to see that the run finds it missing. Each is taken out from outside, in the run's own database
//! or before its own door: no service has a switch for it.

/// What keeps a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Guarantee {
    /// A message is known by its key: without it every delivery is stored as a new one, which doubles
    MessageKey,
    /// A reply keeps its WhatsApp id through all attempts: without it each one sends a new message, which doubles
    ReplyId,
    /// A webhook is accepted when it is stored: without it the door says yes first, which loses (nothing is fetched from
    /// WAHA's history either)
    StoredFirst,
    /// What webhooks lose is fetched from WAHA's history: without it that is lost
    GapFill,
}

impl Guarantee {
    /// What takes it out of the database.
    pub(super) fn sabotage(self) -> Option<&'static str> {
        match self {
            Self::MessageKey => Some(
                "create function chaos_key() returns trigger language plpgsql as $$ begin
                     new.key := new.key || ':' || gen_random_uuid();
                     return new;
                 end $$;
                 create trigger chaos_key before insert on messages
                     for each row when (new.direction = 'in') execute function chaos_key()",
            ),
            Self::ReplyId => Some(
                "create function chaos_id() returns trigger language plpgsql as $$ begin
                     new.stanza := '3EB0' || upper(substr(md5(random()::text), 1, 18));
                     return new;
                 end $$;
                 create trigger chaos_id before update on outbox
                     for each row when (old.attempts > 0 and new.state = 'sending'
                         and new.attempts = old.attempts and new.lease is distinct from old.lease)
                     execute function chaos_id()",
            ),
            Self::StoredFirst | Self::GapFill => None,
        }
    }

    /// Whether histories are read.
    pub(super) fn fetches_history(self) -> bool {
        !matches!(self, Self::StoredFirst | Self::GapFill)
    }
}
