//! A flood: the customers of one tenant write all at once.

use std::sync::{Arc, atomic::Ordering};

use futures::{StreamExt, stream};
use service_runtime::clock;

use super::{
    bodies::About,
    ledger::flood_text_of,
    load::{Customers, Way, post_by},
    server::Waha,
};
use crate::webhooks::stanza;

/// How many messages each of its customers writes.
const A_CHAT: u64 = 3;
/// How many are posted at once: as one session's WAHA does when it has been away.
const AT_ONCE: usize = 16;

/// Writes so many messages to the first tenant, wave after wave: all customers' first one, then all customers' second.
pub(super) async fn pour(waha: Arc<Waha>, way: Way, messages: u64, first: u64) {
    let chats = messages.div_ceil(A_CHAT).max(1);
    let write = |number: u64| {
        let waha = &waha;
        async move {
            let chat = waha.flooding_chat(number % chats);
            let about = About {
                chat: &chat,
                stanza: &stanza(first + number),
                text: &flood_text_of(number),
                ack: 2,
                event: first + number,
                now: clock::now(),
            };
            if let Err(error) = post_by(waha, way, &about).await {
                eprintln!("message {number} of a flood: {error:#}");
            }
        }
    };
    stream::iter(0..messages)
        .map(write)
        .buffer_unordered(AT_ONCE)
        .for_each(async |()| {
            waha.flooded.fetch_add(1, Ordering::Relaxed);
        })
        .await;
}

impl Customers {
    /// Numbers for so many messages, of which the first is told.
    pub(super) fn reserve(&self, messages: u64) -> u64 {
        self.next.fetch_add(messages, Ordering::Relaxed)
    }
}
