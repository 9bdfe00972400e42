//! What came of a replay.

use flow::Flow;
use serde::Serialize;
use storage::messages::past::{Line, Past};
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::api::flows::rehearsal::RehearsalBody;
use crate::flows::{Difference, Taken};

/// Conversations of the past, as two versions of a flow would have held them.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = FlowReplay)]
pub(in crate::api) struct ReplayBody {
    /// How many conversations were played.
    compared: usize,
    /// In how many of them something is different.
    changed: usize,
    /// How many were not played because the customer wrote no words in them.
    pub(super) unread: usize,
    /// How many were not played because the others were enough, or took all the time.
    pub(super) unplayed: usize,
    /// Those that were played, the newest activity first.
    conversations: Vec<ReplayedBody>,
}

/// A conversation, as both versions would have held it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowReplayConversation)]
pub(super) struct ReplayedBody {
    conversation_id: i64,
    /// What the customer is called; null where nobody knows.
    #[schema(required)]
    name: Option<String>,
    /// When the customer last wrote.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Whether anything is different.
    changed: bool,
    /// What the customer wrote: the `inputs` of the turns are places in it, from 0.
    inputs: Vec<InputBody>,
    /// In the order of the turns.
    differences: Vec<DifferenceBody>,
    /// As the version held it that is compared with.
    before: RehearsalBody,
    /// As the version held it that is tried.
    after: RehearsalBody,
}

/// A message of the customer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowReplayInput)]
struct InputBody {
    message_id: i64,
    /// When it was written.
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// `text`, `media`, `location`, `contact` or `other`.
    kind: &'static str,
    /// Its words: at most 4096 characters of them; null where it has none.
    #[schema(required)]
    text: Option<String>,
}

/// Something that comes out otherwise.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FlowReplayDifference)]
struct DifferenceBody {
    /// `words` (something else is said), `time` (a follow-up comes at another time), `step` (the conversation stands
    /// elsewhere), `score`, `slots` (something else is known) or `hand_off`.
    kind: &'static str,
    /// The turn of `after`, from 0; null: it has no such turn.
    #[schema(required)]
    turn: Option<usize>,
    /// How it was, in words for people; null: there was nothing of the kind.
    #[schema(required)]
    before: Option<String>,
    /// How it would be.
    #[schema(required)]
    after: Option<String>,
}

impl ReplayBody {
    pub(super) fn add(&mut self, played: ReplayedBody) {
        self.compared += 1;
        self.changed += usize::from(played.changed);
        self.conversations.push(played);
    }
}

impl ReplayedBody {
    pub(super) fn new(
        past: Past,
        lines: Vec<Line>,
        differences: Vec<Difference>,
        [before, after]: [(&Flow, Vec<Taken>); 2],
    ) -> Self {
        Self {
            conversation_id: past.id.get(),
            name: past.name,
            at: past.at,
            changed: !differences.is_empty(),
            inputs: lines.into_iter().map(InputBody::from).collect(),
            differences: differences.into_iter().map(DifferenceBody::from).collect(),
            before: RehearsalBody::new(before.0, before.1),
            after: RehearsalBody::new(after.0, after.1),
        }
    }
}

impl From<Line> for InputBody {
    fn from(line: Line) -> Self {
        Self {
            message_id: line.id,
            at: line.sent_at,
            kind: line.kind.as_str(),
            text: line.body,
        }
    }
}

impl From<Difference> for DifferenceBody {
    fn from(difference: Difference) -> Self {
        Self {
            kind: difference.kind,
            turn: difference.turn,
            before: difference.before,
            after: difference.after,
        }
    }
}
