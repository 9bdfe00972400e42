//! What is to be played.

use serde::Deserialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

use crate::flows::{Act, Move};
use crate::problem::Problem;

/// The most that a customer does in one rehearsal.
const MOST_INPUTS: usize = 100;
/// The longest message, in characters, as WhatsApp has it.
const LONGEST_TEXT: usize = 4096;

/// A conversation to be played.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FlowScene)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct SceneBody {
    /// The version that it is held by; left out: the draft.
    version: Option<i32>,
    /// What the customer does, in the order of the times; at most 100.
    inputs: Vec<InputBody>,
    /// Until when the customer is then silent: follow-ups that are due by then are said. Left out: nothing after the last.
    #[serde(default, with = "time::serde::rfc3339::option")]
    until: Option<OffsetDateTime>,
}

/// Something that the customer does. What is of one moment is one burst, and is answered together.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = FlowSceneInput)]
#[serde(deny_unknown_fields)]
struct InputBody {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// `text`, `voice`, `media`, `place` or `contact`; left out: `text`.
    #[serde(default)]
    kind: Kind,
    /// What is written; of a place its name, of a contact card the name on it. At most 4096 characters.
    #[serde(default)]
    text: String,
}

#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[schema(as = FlowSceneInputKind)]
#[serde(rename_all = "snake_case")]
enum Kind {
    #[default]
    Text,
    Voice,
    Media,
    Place,
    Contact,
}

impl SceneBody {
    pub(super) fn version(&self) -> Option<i32> {
        self.version
    }

    pub(super) fn moves(&self) -> Result<Vec<Move>, Problem> {
        if self.inputs.len() > MOST_INPUTS {
            let message = format!("must be at most {MOST_INPUTS}");
            return Err(Problem::field("inputs", message));
        }
        let mut before = None;
        let mut moves = Vec::new();
        for (place, input) in self.inputs.iter().enumerate() {
            if before.is_some_and(|before| input.at < before) {
                let message = "must not be earlier than the one before";
                return Err(Problem::field(format!("inputs[{place}].at"), message));
            }
            if input.text.chars().count() > LONGEST_TEXT {
                let message = format!("must have at most {LONGEST_TEXT} characters");
                return Err(Problem::field(format!("inputs[{place}].text"), message));
            }
            before = Some(input.at);
            moves.push(Move {
                at: input.at,
                act: input.act(),
            });
        }
        Ok(moves)
    }

    pub(super) fn until(&self) -> Result<Option<OffsetDateTime>, Problem> {
        let last = self.inputs.last().map(|input| input.at);
        if self.until.is_some() && self.until < last {
            let message = "must not be earlier than the last of the inputs";
            return Err(Problem::field("until", message));
        }
        Ok(self.until)
    }
}

impl InputBody {
    fn act(&self) -> Act {
        let text = self.text.clone();
        match self.kind {
            Kind::Text => Act::Text(text),
            Kind::Voice => Act::Voice,
            Kind::Media => Act::Media,
            Kind::Place => Act::Place(text),
            Kind::Contact => Act::Contact(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(body: Value) -> Result<Vec<Move>, Problem> {
        let body: SceneBody = serde_json::from_value(body).unwrap();
        body.until()?;
        body.moves()
    }

    #[test]
    fn times_go_on_and_have_bounds() {
        let at = |minute: u32| format!("2026-11-27T12:{minute:02}:00Z");
        let fine = json!({
            "inputs": [{"at": at(0), "text": "Hi"}, {"at": at(0), "kind": "voice"}, {"at": at(9), "text": "2"}],
            "until": at(9),
        });
        let moves = read(fine).unwrap();
        assert_eq!(moves[0].act, Act::Text("Hi".to_owned()));
        assert_eq!(moves[1].act, Act::Voice);
        for wrong in [
            json!({"inputs": [{"at": at(1)}, {"at": at(0)}]}),
            json!({"inputs": [{"at": at(1)}], "until": at(0)}),
            json!({"inputs": [{"at": at(0), "text": "x".repeat(4097)}]}),
            json!({"inputs": vec![json!({"at": at(0)}); 101]}),
        ] {
            assert!(read(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
