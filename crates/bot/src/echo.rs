//! A flow for tests and benchmarks: what it says shows which messages a turn had, and in which order.

use crate::{Effect, Input, State, Step, Turn};

pub(crate) fn turn(state: Option<&State>, inputs: &[Input<'_>]) -> Turn {
    let before = match state.map(|state| &state.step) {
        Some(Step::Echo { turns }) => *turns,
        _ => 0,
    };
    if inputs.is_empty() {
        return Turn::silent(Step::Echo { turns: before });
    }
    let turns = before.saturating_add(1);
    let mut text = turns.to_string();
    for input in inputs {
        text.push('\n');
        text.push_str(&line(*input));
    }
    Turn {
        effects: vec![Effect::Say(text)],
        ..Turn::silent(Step::Echo { turns })
    }
}

fn line(input: Input<'_>) -> String {
    input.text().map_or_else(
        || "…".to_owned(),
        |text| text.replace("\r\n", " ").replace(['\n', '\r'], " "),
    )
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::{Agency, Circumstances, Language, Script};

    fn take(state: Option<&State>, inputs: &[Input<'_>]) -> Turn {
        let circumstances = Circumstances {
            opted_out: true,
            now: datetime!(2026-11-22 08:00 UTC),
        };
        let agency = Agency { name: "Palm Homes" };
        crate::turn(Script::Echo, agency, state, inputs, circumstances)
    }

    #[test]
    fn repeats_each_message_under_the_number_of_the_turn() {
        let burst = [
            Input::Text("one\ntwo"),
            Input::Wordless,
            Input::Text("stop"),
        ];
        let first = take(None, &burst);
        assert_eq!(
            first.effects,
            [Effect::Say("1\none two\n…\nstop".to_owned())]
        );
        let second = take(Some(&first.state), &[Input::Text("سلام")]);
        assert_eq!(second.effects, [Effect::Say("2\nسلام".to_owned())]);
        assert_eq!(second.wake_at, None);
    }

    #[test]
    fn says_nothing_when_nobody_wrote() {
        let first = take(None, &[Input::Text("one")]);
        let silent = take(Some(&first.state), &[]);
        assert_eq!(silent, Turn::silent(first.state));
    }

    #[test]
    fn counts_from_one_in_a_conversation_of_another_flow() {
        let language = Language::English;
        let other = State::from(Step::HandedOver { language });
        let turn = take(Some(&other), &[Input::Text("one")]);
        assert_eq!(turn.state.step, Step::Echo { turns: 1 });
    }
}
