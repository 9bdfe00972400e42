//! What is to be played again.

use std::collections::HashSet;

use serde::Deserialize;
use storage::conversations::ConversationId;
use utoipa::ToSchema;

use crate::problem::Problem;

/// The most conversations of one replay.
const MOST_CONVERSATIONS: i64 = 200;
const USUAL_CONVERSATIONS: i64 = 20;

/// What is to be played again, and by what.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FlowToReplay)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct WishBody {
    /// The version that is tried; null or left out: the draft.
    pub(super) version: Option<i32>,
    /// The version that it is compared with; null or left out: the one that new conversations begin with.
    pub(super) against: Option<i32>,
    /// How many conversations, those with the newest activity: 1 to 200, else 20.
    conversations: Option<i64>,
    /// Which conversations instead: 1 to 200 ids.
    conversation_ids: Option<Vec<i64>>,
}

/// Which conversations.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// So many of the newest.
    Newest(i64),
    /// These.
    Named(Vec<ConversationId>),
}

impl WishBody {
    pub(super) fn which(&self) -> Result<Which, Problem> {
        let within = 1..=MOST_CONVERSATIONS;
        if let Some(ids) = &self.conversation_ids {
            if !i64::try_from(ids.len()).is_ok_and(|count| within.contains(&count)) {
                let message = format!("must have 1 to {MOST_CONVERSATIONS} ids");
                return Err(Problem::field("conversation_ids", message));
            }
            let mut seen = HashSet::new();
            let named = ids.iter().filter(|id| seen.insert(**id));
            return Ok(Which::Named(
                named.map(|id| ConversationId::new(*id)).collect(),
            ));
        }
        let conversations = self.conversations.unwrap_or(USUAL_CONVERSATIONS);
        if !within.contains(&conversations) {
            let message = format!("must be 1 to {MOST_CONVERSATIONS}");
            return Err(Problem::field("conversations", message));
        }
        Ok(Which::Newest(conversations))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn which(body: Value) -> Result<Which, Problem> {
        serde_json::from_value::<WishBody>(body).unwrap().which()
    }

    #[test]
    fn a_replay_has_bounds_and_a_usual_size() {
        assert_eq!(which(json!({})).unwrap(), Which::Newest(20));
        let all_null = json!({"version": null, "against": null, "conversations": null, "conversation_ids": null});
        assert_eq!(which(all_null).unwrap(), Which::Newest(20));
        let twice = which(json!({"conversation_ids": [7, 7, 8]})).unwrap();
        let ids = [7, 8].map(ConversationId::new);
        assert_eq!(twice, Which::Named(ids.to_vec()));
        for wrong in [
            json!({"conversations": 0}),
            json!({"conversations": 201}),
            json!({"conversation_ids": []}),
            json!({"conversation_ids": vec![1; 201]}),
        ] {
            assert!(which(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
