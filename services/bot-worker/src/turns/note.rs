//! What a turn learnt of the contact, written down.

use bot::{HandOff, LeadUpdate, Progress, Score, Temperature};
use storage::{
    StorageError, Tx, contacts,
    leads::{self, Class, Lead, LeadId, Reason, Slot, Slots, Stage},
    outbox,
    turns::Conversation,
};
use time::OffsetDateTime;

use super::decide::Took;

/// Writes down what a turn learnt of the contact. Answers which leads are others now.
pub(super) async fn note(
    tx: &mut Tx,
    conversation: &Conversation,
    decision: &Took,
    now: OffsetDateTime,
) -> Result<Vec<LeadId>, StorageError> {
    let mut changed = Vec::new();
    let (tenant, contact) = (conversation.at.tenant, conversation.contact);
    for update in &decision.leads {
        let lead = lead(conversation, update, decision.hand_off.as_deref());
        changed.extend(leads::save(tx, tenant, contact, &lead).await?);
    }
    if let Some(opted_out) = decision.opted_out {
        contacts::set_opted_out(tx, tenant, contact, opted_out.then_some(now)).await?;
        if opted_out {
            let here = (tenant, conversation.at.conversation);
            outbox::cancel_refused(tx, here, conversation.turn).await?;
        }
    }
    Ok(changed)
}

/// A lead as it is stored: what was said, with the messages that say it.
fn lead<'a>(
    conversation: &Conversation,
    update: &'a LeadUpdate,
    hand_off: Option<&'a HandOff>,
) -> Lead<'a> {
    let source = |input: usize| conversation.waiting.get(input).map(|message| message.id);
    let slots: Slots = update
        .values
        .iter()
        .map(|said| {
            let slot = Slot::said(said.value.clone(), source(said.input));
            (said.slot.to_owned(), slot)
        })
        .collect();
    Lead {
        phone: conversation.chat.phone(),
        name: update.name.as_deref(),
        wish: update.wish.as_deref(),
        language: Some(update.language.code()),
        stage: match update.progress {
            Progress::Asking => Stage::New,
            Progress::Complete => Stage::Qualified,
            Progress::HandedOver => Stage::HandedOver,
        },
        score: update.score.as_ref().map(score),
        slots,
        hand_off: hand_off
            .filter(|_| update.progress == Progress::HandedOver)
            .map(|hand_off| leads::HandOff {
                cause: hand_off.cause.as_str(),
                card: &hand_off.card,
            }),
    }
}

fn score(score: &Score) -> leads::Score {
    let reasons = score.reasons.iter().map(|reason| Reason {
        rule: reason.rule.clone(),
        points: reason.points,
        text: reason.text.clone(),
    });
    leads::Score {
        points: score.points,
        class: match score.temperature {
            Temperature::Hot => Class::Hot,
            Temperature::Warm => Class::Warm,
            Temperature::Cold => Class::Cold,
        },
        reasons: reasons.collect(),
    }
}
