//! One turn of the bot.

use time::OffsetDateTime;

use crate::{Language, State, texts};

/// The agency that the bot speaks for.
#[derive(Debug, Clone, Copy)]
pub struct Agency<'a> {
    /// What it calls itself.
    pub name: &'a str,
}

/// A message of the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input<'a> {
    /// Something written, or the caption of a picture.
    Text(&'a str),
    /// Something that the bot cannot read: a voice message, a picture, a place, a contact card.
    Wordless,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send this text, after what was said before it.
    Say(String),
    /// Write down what is known of the customer.
    Lead(LeadUpdate),
}

/// What became known of a customer; `None` leaves what was known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadUpdate {
    /// What he calls himself.
    pub name: Option<String>,
    /// What he wants, in his words.
    pub wish: Option<String>,
    /// The language he writes.
    pub language: Language,
    /// Whether a person is to go on.
    pub handed_over: bool,
}

/// The outcome of a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// What the bot knows now.
    pub state: State,
    /// What is to be done, in this order.
    pub effects: Vec<Effect>,
    /// When the bot wants another turn though nobody writes.
    pub wake_at: Option<OffsetDateTime>,
}

/// How often the bot asks one thing before it calls a person.
const MOST_QUESTIONS: u8 = 2;
/// The longest name taken, in characters: who writes more is not telling a name.
const LONGEST_NAME: usize = 60;

/// Takes one turn: `inputs` are the messages since the last one, oldest first.
///
/// `_now` is for follow-ups and hours of business; this flow has none.
pub fn turn(
    agency: Agency<'_>,
    state: Option<&State>,
    inputs: &[Input<'_>],
    _now: OffsetDateTime,
) -> Turn {
    let text = inputs
        .iter()
        .filter_map(|input| match input {
            Input::Text(text) => Some(text.trim()),
            Input::Wordless => None,
        })
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join("\n");
    let text = (!text.is_empty()).then_some(text);
    let language = || text.as_deref().and_then(Language::of);
    match state {
        Some(State::HandedOver { language }) => silent(*language),
        Some(state) if text.as_deref().is_some_and(wants_person) => {
            // "A villa for one person" names a person too: what may be the wish is passed on.
            let wish = matches!(state, State::AskedWish { .. })
                .then(|| text.clone())
                .flatten();
            hand_over(state, wish)
        }
        None => greet(agency, language().unwrap_or(Language::English)),
        Some(state) if inputs.is_empty() => Turn {
            state: state.clone(),
            effects: Vec::new(),
            wake_at: None,
        },
        Some(State::AskedName { language, asked }) => name_told(*language, *asked, text.as_deref()),
        Some(
            state @ State::AskedWish {
                language,
                name,
                asked,
            },
        ) => match text {
            Some(wish) => hand_over(state, Some(wish)),
            None if *asked < MOST_QUESTIONS => {
                let name = name.clone();
                let asked = asked + 1;
                let state = State::AskedWish {
                    language: *language,
                    name,
                    asked,
                };
                say(state, texts::wish_again(*language))
            }
            None => hand_over(state, None),
        },
    }
}

fn greet(agency: Agency<'_>, language: Language) -> Turn {
    let lead = LeadUpdate {
        name: None,
        wish: None,
        language,
        handed_over: false,
    };
    Turn {
        state: State::AskedName { language, asked: 1 },
        effects: vec![
            Effect::Lead(lead),
            Effect::Say(texts::greeting(language, agency.name)),
        ],
        wake_at: None,
    }
}

fn name_told(language: Language, asked: u8, text: Option<&str>) -> Turn {
    let (first, rest) = match text {
        Some(text) => text
            .split_once('\n')
            .map_or((Some(text), None), |(first, rest)| {
                (Some(first), Some(rest))
            }),
        None => (None, None),
    };
    let name = first.filter(|line| line.chars().count() <= LONGEST_NAME);
    match (name, rest) {
        // A burst that tells the name and what is wanted.
        (Some(name), Some(rest)) => {
            let state = State::AskedWish {
                language,
                name: name.to_owned(),
                asked,
            };
            hand_over(&state, Some(rest.to_owned()))
        }
        (Some(name), None) => {
            let lead = LeadUpdate {
                name: Some(name.to_owned()),
                wish: None,
                language,
                handed_over: false,
            };
            let question = texts::ask_wish(language, name);
            Turn {
                state: State::AskedWish {
                    language,
                    name: name.to_owned(),
                    asked: 1,
                },
                effects: vec![Effect::Lead(lead), Effect::Say(question)],
                wake_at: None,
            }
        }
        (None, _) if asked < MOST_QUESTIONS => say(
            State::AskedName {
                language,
                asked: asked + 1,
            },
            texts::name_again(language),
        ),
        (None, _) => hand_over(
            &State::AskedName { language, asked },
            text.map(str::to_owned),
        ),
    }
}

fn hand_over(state: &State, wish: Option<String>) -> Turn {
    let language = state.language();
    let name = match state {
        State::AskedWish { name, .. } => Some(name.clone()),
        State::AskedName { .. } | State::HandedOver { .. } => None,
    };
    let goodbye = texts::hand_over(language, name.as_deref());
    let lead = LeadUpdate {
        name,
        wish,
        language,
        handed_over: true,
    };
    Turn {
        state: State::HandedOver { language },
        effects: vec![Effect::Lead(lead), Effect::Say(goodbye)],
        wake_at: None,
    }
}

fn say(state: State, text: String) -> Turn {
    Turn {
        state,
        effects: vec![Effect::Say(text)],
        wake_at: None,
    }
}

fn silent(language: Language) -> Turn {
    Turn {
        state: State::HandedOver { language },
        effects: Vec::new(),
        wake_at: None,
    }
}

/// Whether somebody asks for a person, in a short message: in a long one the word means something else.
fn wants_person(text: &str) -> bool {
    let words: Vec<_> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.len() <= 6
        && words
            .iter()
            .any(|word| texts::PERSON.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    const AGENCY: Agency<'_> = Agency { name: "Palm Homes" };
    const NOW: OffsetDateTime = datetime!(2026-11-22 08:00 UTC);

    fn take(state: Option<&State>, text: &str) -> Turn {
        turn(AGENCY, state, &[Input::Text(text)], NOW)
    }

    fn said(turn: &Turn) -> Vec<&str> {
        let said = turn.effects.iter().filter_map(|effect| match effect {
            Effect::Say(text) => Some(text.as_str()),
            Effect::Lead(_) => None,
        });
        said.collect()
    }

    fn lead(turn: &Turn) -> &LeadUpdate {
        let leads = turn.effects.iter().find_map(|effect| match effect {
            Effect::Lead(lead) => Some(lead),
            Effect::Say(_) => None,
        });
        leads.expect("a lead")
    }

    #[test]
    fn greets_asks_and_hands_over_in_each_language() {
        for (hello, name, wish, language) in [
            ("Hi", "Ana", "2 bedrooms in Marina", Language::English),
            ("سلام", "مریم", "آپارتمان دوخوابه", Language::Persian),
            ("السلام عليكم", "خالد", "شقة في المارينا", Language::Arabic),
            ("Добрый день", "Иван", "квартира у моря", Language::Russian),
        ] {
            let first = take(None, hello);
            assert_eq!(first.state, State::AskedName { language, asked: 1 });
            assert!(said(&first)[0].contains("Palm Homes"), "{hello}");
            let second = take(Some(&first.state), name);
            assert!(said(&second)[0].contains(name), "{hello}");
            let third = take(Some(&second.state), wish);
            assert_eq!(third.state, State::HandedOver { language });
            assert_eq!(lead(&third).name.as_deref(), Some(name));
            assert_eq!(lead(&third).wish.as_deref(), Some(wish));
            assert!(lead(&third).handed_over);
            assert_eq!(
                said(&take(Some(&third.state), "hello?")),
                Vec::<&str>::new()
            );
        }
    }

    #[test]
    fn a_burst_is_one_turn() {
        let burst = [
            Input::Text("Hi"),
            Input::Wordless,
            Input::Text("are you there?"),
        ];
        assert_eq!(said(&turn(AGENCY, None, &burst, NOW)).len(), 1);
    }

    #[test]
    fn a_person_is_one_word_away() {
        for (state, text) in [
            (
                State::AskedName {
                    language: Language::English,
                    asked: 1,
                },
                "Agent please",
            ),
            (
                State::AskedName {
                    language: Language::Persian,
                    asked: 1,
                },
                "مشاور",
            ),
            (
                State::AskedWish {
                    language: Language::Russian,
                    name: "Иван".to_owned(),
                    asked: 1,
                },
                "Позовите, оператор!",
            ),
        ] {
            let turn = take(Some(&state), text);
            assert_eq!(
                turn.state,
                State::HandedOver {
                    language: state.language()
                },
                "{text}"
            );
        }
        let wish = "I was sent by an estate agent who showed me a villa with a garden";
        assert!(!wants_person(wish));
    }

    #[test]
    fn what_cannot_be_read_is_asked_again_once_then_a_person_comes() {
        let asked = State::AskedName {
            language: Language::English,
            asked: 1,
        };
        let again = turn(AGENCY, Some(&asked), &[Input::Wordless], NOW);
        assert_eq!(
            again.state,
            State::AskedName {
                language: Language::English,
                asked: 2
            }
        );
        let person = turn(AGENCY, Some(&again.state), &[Input::Wordless], NOW);
        assert_eq!(
            person.state,
            State::HandedOver {
                language: Language::English
            }
        );
    }

    #[test]
    fn nothing_that_was_told_is_thrown_away() {
        let asked = State::AskedName {
            language: Language::English,
            asked: 1,
        };
        let burst = [Input::Text("Ana"), Input::Text("2 bedrooms in Marina")];
        let turn = turn(AGENCY, Some(&asked), &burst, NOW);
        assert_eq!(lead(&turn).name.as_deref(), Some("Ana"));
        assert_eq!(lead(&turn).wish.as_deref(), Some("2 bedrooms in Marina"));

        let asked = State::AskedWish {
            language: Language::English,
            name: "Ana".to_owned(),
            asked: 1,
        };
        let turn = take(Some(&asked), "villa for 1 person");
        assert_eq!(lead(&turn).wish.as_deref(), Some("villa for 1 person"));
    }

    #[test]
    fn a_turn_without_messages_says_nothing() {
        let state = State::AskedName {
            language: Language::English,
            asked: 1,
        };
        let turn = turn(AGENCY, Some(&state), &[], NOW);
        assert_eq!((turn.state, turn.effects), (state, vec![]));
    }

    proptest! {
        #[test]
        fn every_conversation_reaches_a_person_and_says_at_most_one_thing_a_turn(
            texts in prop::collection::vec(prop::option::of(".{0,200}"), 6..12)
        ) {
            let mut state: Option<State> = None;
            for text in &texts {
                let input = text.as_deref().map_or(Input::Wordless, Input::Text);
                let next = turn(AGENCY, state.as_ref(), &[input], NOW);
                prop_assert_eq!(next.clone(), turn(AGENCY, state.as_ref(), &[input], NOW));
                prop_assert!(said(&next).len() <= 1);
                let json = serde_json::to_string(&next.state).expect("serializable");
                prop_assert_eq!(serde_json::from_str::<State>(&json).expect("its own"), next.state.clone());
                state = Some(next.state);
            }
            let ended = matches!(state, Some(State::HandedOver { .. }));
            prop_assert!(ended, "still asking after {} messages: {:?}", texts.len(), state);
        }
    }
}
