//! What the customers wrote against what Postgres and their phones have.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

/// A chat: a tenant, and the number of a customer. Tenants have customers with the same numbers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chat {
    /// The tenant.
    pub tenant: i64,
    /// The customer's number.
    pub customer: String,
}

/// A message that a customer wrote. No two say the same.
#[derive(Debug, Clone)]
pub struct Written {
    /// Where.
    pub chat: Chat,
    /// WhatsApp's id of it.
    pub stanza: String,
    /// What it says.
    pub text: String,
    /// WhatsApp's time, in seconds since 1970: each message of a chat has a later one.
    pub at: i64,
}

/// A message of a customer in Postgres.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Where.
    pub chat: Chat,
    /// WhatsApp's id of it.
    pub stanza: String,
    /// What it says.
    pub text: String,
    /// Its place among all that came into that mailbox.
    pub place: i64,
}

/// A message on a customer's phone: the number of the turn, and below it what the turn took.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Where.
    pub chat: Chat,
    /// WhatsApp's id of it.
    pub stanza: String,
    /// What it says.
    pub text: String,
    /// How often its id was sent.
    pub sends: u32,
}

/// All that there is.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// What the customers wrote.
    pub written: Vec<Written>,
    /// What is in the mailboxes.
    pub stored: Vec<Stored>,
    /// Of each chat in the order in which they reached the phone.
    pub replies: Vec<Reply>,
    /// The ids of replies that were cancelled.
    pub cancelled: Vec<String>,
    /// How many replies were given up.
    pub given_up: usize,
}

/// What is wrong, with some examples; and below, what is not.
#[derive(Debug, Default, Serialize)]
pub struct Findings {
    /// Written, and not in its mailbox.
    pub lost: usize,
    /// In a mailbox more than once.
    pub doubled: usize,
    /// In a mailbox, or in a reply, where nobody wrote it.
    pub foreign: usize,
    /// In no reply.
    pub unanswered: usize,
    /// In more than one reply, or twice in one.
    pub answered_twice: usize,
    /// Replies whose turn is not the one after the reply before.
    pub out_of_step: usize,
    /// Taken after a later message of the same chat, though it was there when that was taken.
    pub swapped: usize,
    /// Cancelled, and on the phone.
    pub spoken_though_cancelled: usize,
    examples: BTreeMap<String, Vec<String>>,

    /// Taken after later ones, because they were not there yet.
    pub late: usize,
    /// Replies whose id was sent again. The phone shows them once.
    pub resent: usize,
    /// Replies on phones.
    pub replies: usize,
    /// Replies that were cancelled.
    pub cancelled: usize,
    /// Replies that were given up.
    pub given_up: usize,
}

/// How many examples of each kind are worth reading.
const EXAMPLES: usize = 4;

impl Findings {
    /// Nothing is wrong, and there was something to go wrong.
    pub fn clean(&self) -> bool {
        self.replies > 0
            && self.lost
                + self.doubled
                + self.foreign
                + self.unanswered
                + self.answered_twice
                + self.out_of_step
                + self.swapped
                + self.spoken_though_cancelled
                == 0
    }

    fn example(&mut self, what: &str, of: &impl std::fmt::Debug) {
        let examples = self.examples.entry(what.to_owned()).or_default();
        if examples.len() < EXAMPLES {
            examples.push(format!("{of:?}"));
        }
    }
}

/// Compares all with all.
pub fn judge(evidence: &Evidence) -> Findings {
    let mut findings = Findings {
        replies: evidence.replies.len(),
        cancelled: evidence.cancelled.len(),
        given_up: evidence.given_up,
        resent: evidence.replies.iter().filter(|r| r.sends > 1).count(),
        ..Findings::default()
    };
    let by_text: BTreeMap<&str, &Written> = evidence
        .written
        .iter()
        .map(|written| (written.text.as_str(), written))
        .collect();
    debug_assert_eq!(by_text.len(), evidence.written.len(), "texts are unlike");
    mailboxes(evidence, &by_text, &mut findings);
    phones(evidence, &by_text, &mut findings);
    let cancelled: BTreeSet<&String> = evidence.cancelled.iter().collect();
    for reply in &evidence.replies {
        if cancelled.contains(&reply.stanza) {
            findings.spoken_though_cancelled += 1;
            findings.example("spoken though cancelled", reply);
        }
    }
    findings
}

fn mailboxes(evidence: &Evidence, by_text: &BTreeMap<&str, &Written>, findings: &mut Findings) {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for stored in &evidence.stored {
        let known = by_text.get(stored.text.as_str());
        let known = known.filter(|w| w.chat == stored.chat && w.stanza == stored.stanza);
        let Some(written) = known else {
            findings.foreign += 1;
            findings.example("foreign in a mailbox", stored);
            continue;
        };
        *times.entry(&written.text).or_default() += 1;
    }
    for written in &evidence.written {
        match times.get(written.text.as_str()) {
            None => {
                findings.lost += 1;
                findings.example("lost", written);
            }
            Some(1) => {}
            Some(_) => {
                findings.doubled += 1;
                findings.example("doubled", written);
            }
        }
    }
}

fn phones(evidence: &Evidence, by_text: &BTreeMap<&str, &Written>, findings: &mut Findings) {
    let places: BTreeMap<&str, i64> = evidence
        .stored
        .iter()
        .map(|stored| (stored.text.as_str(), stored.place))
        .collect();
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let mut turns: BTreeMap<&Chat, u64> = BTreeMap::new();
    // Of each chat the messages that were taken so far, in order: with the turn that took each.
    let mut orders: BTreeMap<&Chat, Vec<(u64, &Written)>> = BTreeMap::new();
    for reply in &evidence.replies {
        let mut lines = reply.text.lines();
        let turn = turns.entry(&reply.chat).or_default();
        *turn += 1;
        let says = lines.next().and_then(|line| line.parse::<u64>().ok());
        if says != Some(*turn) {
            findings.out_of_step += 1;
            findings.example("out of step", &(*turn, reply));
        }
        for line in lines {
            let Some(written) = by_text.get(line).filter(|w| w.chat == reply.chat) else {
                findings.foreign += 1;
                findings.example("foreign on a phone", &(line, reply));
                continue;
            };
            *taken.entry(&written.text).or_default() += 1;
            let order = orders.entry(&reply.chat).or_default();
            order.push((*turn, *written));
        }
    }
    for written in &evidence.written {
        match taken.get(written.text.as_str()) {
            None => {
                findings.unanswered += 1;
                findings.example("unanswered", written);
            }
            Some(1) => {}
            Some(times) => {
                findings.answered_twice += 1;
                findings.example("answered twice", &(times, written));
            }
        }
    }
    for order in orders.values() {
        in_order(order, &places, findings);
    }
}

/// Whether a chat's messages were taken in the order in which they were written, as far as they were there in time: what
/// came to the mailbox before something that a turn took was there for that turn, too.
fn in_order(order: &[(u64, &Written)], places: &BTreeMap<&str, i64>, findings: &mut Findings) {
    let place = |written: &Written| places.get(written.text.as_str()).copied();
    let mut latest: Option<&Written> = None;
    // The last place of which a turn took something, up to the turn before, and with this one.
    let (mut seen, mut seeing, mut this) = (None, None, 0);
    for (turn, written) in order {
        if *turn != this {
            (seen, this) = (seeing, *turn);
        }
        seeing = seeing.max(place(written));
        let Some(before) = latest.filter(|latest| latest.at > written.at) else {
            latest = Some(written);
            continue;
        };
        let in_one_turn = order
            .iter()
            .any(|(other, taken)| other == turn && taken.text == before.text);
        if !in_one_turn && place(written) > seen {
            findings.late += 1;
        } else {
            findings.swapped += 1;
            let both = [(before, place(before)), (*written, place(written))];
            findings.example("swapped", &both);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(tenant: i64, customer: &str) -> Chat {
        Chat {
            tenant,
            customer: customer.to_owned(),
        }
    }

    /// Two tenants with a customer of the same number. Ana writes four messages and gets two replies; Ben writes
    /// one.
    fn fine() -> Evidence {
        let (ana, ben) = (chat(1, "971509876543"), chat(2, "971509876543"));
        let texts = [
            (&ana, "a1", 1),
            (&ana, "a2", 2),
            (&ana, "a3", 3),
            (&ana, "a4", 4),
            (&ben, "b1", 1),
        ];
        let written = texts.map(|(chat, text, at)| Written {
            chat: chat.clone(),
            stanza: format!("AC{text}"),
            text: text.to_owned(),
            at,
        });
        let stored = written.clone().map(|written| Stored {
            chat: written.chat,
            stanza: written.stanza,
            text: written.text,
            place: written.at,
        });
        let replies = [(&ana, "1\na1\na2"), (&ben, "1\nb1"), (&ana, "2\na3\na4")];
        let replies = replies
            .iter()
            .enumerate()
            .map(|(number, (chat, text))| Reply {
                chat: (*chat).clone(),
                stanza: format!("3EB0{number}"),
                text: (*text).to_owned(),
                sends: 1,
            });
        Evidence {
            written: written.into(),
            stored: stored.into(),
            replies: replies.collect(),
            cancelled: vec!["3EB099".to_owned()],
            given_up: 0,
        }
    }

    /// What it finds after something went wrong.
    fn after(wrong: impl FnOnce(&mut Evidence)) -> Findings {
        let mut evidence = fine();
        wrong(&mut evidence);
        judge(&evidence)
    }

    #[test]
    fn what_is_fine_is_fine() {
        let findings = after(|evidence| evidence.replies[0].sends = 2);
        assert!(findings.clean(), "{findings:?}");
        assert_eq!(
            (findings.resent, findings.replies, findings.cancelled),
            (1, 3, 1)
        );
        assert!(!judge(&Evidence::default()).clean(), "nothing is not fine");
    }

    #[test]
    fn a_message_in_no_mailbox_or_in_two_is_found() {
        let findings = after(|evidence| drop(evidence.stored.remove(2)));
        assert_eq!((findings.lost, findings.clean()), (1, false));
        let findings = after(|evidence| evidence.stored.push(evidence.stored[0].clone()));
        assert_eq!((findings.doubled, findings.clean()), (1, false));
    }

    #[test]
    fn a_message_in_anothers_mailbox_is_found() {
        let findings = after(|evidence| evidence.stored[0].chat.tenant = 2);
        assert_eq!((findings.foreign, findings.lost), (1, 1));
        let findings = after(|evidence| evidence.stored[0].stanza = "AC99".to_owned());
        assert_eq!((findings.foreign, findings.lost), (1, 1));
    }

    #[test]
    fn a_text_that_no_reply_took_or_two_did_is_found() {
        let findings = after(|evidence| evidence.replies[2].text = "2\na3".to_owned());
        assert_eq!((findings.unanswered, findings.clean()), (1, false));
        let findings = after(|evidence| evidence.replies[2].text = "2\na2\na3\na4".to_owned());
        assert_eq!((findings.answered_twice, findings.clean()), (1, false));
        let findings = after(|evidence| evidence.replies[0].text = "1\na1\na1\na2".to_owned());
        assert_eq!((findings.answered_twice, findings.clean()), (1, false));
    }

    #[test]
    fn a_reply_that_comes_twice_or_not_at_all_is_found() {
        let findings = after(|evidence| {
            let mut again = evidence.replies[0].clone();
            again.stanza = "3EB098".to_owned();
            evidence.replies.push(again);
        });
        assert_eq!((findings.out_of_step, findings.answered_twice), (1, 2));
        let findings = after(|evidence| drop(evidence.replies.remove(0)));
        assert_eq!((findings.out_of_step, findings.unanswered), (1, 2));
    }

    #[test]
    fn replies_and_texts_in_another_order_are_found() {
        let findings = after(|evidence| evidence.replies.swap(0, 2));
        assert_eq!(findings.out_of_step, 2);
        let findings = after(|evidence| evidence.replies[0].text = "1\na2\na1".to_owned());
        assert_eq!((findings.swapped, findings.late), (1, 0));
        let findings = after(|evidence| {
            evidence.replies[0].text = "1\na1\na3".to_owned();
            evidence.replies[2].text = "2\na2\na4".to_owned();
        });
        assert_eq!((findings.swapped, findings.late), (1, 0));
    }

    #[test]
    fn who_was_not_there_yet_is_late_and_not_swapped() {
        let overtaken = |evidence: &mut Evidence| {
            evidence.replies[0].text = "1\na1\na3".to_owned();
            evidence.replies[2].text = "2\na2\na4".to_owned();
        };
        let findings = after(|evidence| {
            overtaken(evidence);
            // It came to the mailbox when the first turn was taken already.
            evidence.stored[1].place = 5;
        });
        assert_eq!((findings.late, findings.clean()), (1, true));
        let findings = after(|evidence| {
            overtaken(evidence);
            // It was there, and so was what came after it.
            evidence.stored[1].place = 0;
        });
        assert_eq!((findings.late, findings.swapped), (0, 1));
        let findings = after(|evidence| {
            evidence.replies[0].text = "1\na2\na1".to_owned();
            evidence.stored[0].place = 5;
        });
        assert_eq!(findings.swapped, 1, "one turn puts in order what it takes");
    }

    #[test]
    fn anothers_text_and_words_that_nobody_wrote_are_found() {
        for text in ["1\na1\na2\nb1", "1\na1\na2\nHello"] {
            let findings = after(|evidence| evidence.replies[0].text = text.to_owned());
            assert_eq!((findings.foreign, findings.clean()), (1, false), "{text}");
        }
    }

    #[test]
    fn a_cancelled_reply_on_a_phone_is_found() {
        let findings = after(|evidence| evidence.cancelled.push("3EB01".to_owned()));
        assert_eq!(findings.spoken_though_cancelled, 1);
    }
}
