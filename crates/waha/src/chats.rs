//! `/api/{session}/chats`: what was written before. NOWEB has it only with its store switched on.

use serde::Deserialize;
use serde_json::value::RawValue;
use time::OffsetDateTime;

use crate::{Client, Error, HistoryPage, Message, MessageId};

/// The calls that read chats.
#[derive(Debug, Clone, Copy)]
pub struct Chats<'a>(pub(crate) &'a Client);

/// Which messages of a chat.
#[derive(Debug, Clone)]
pub struct MessageFilter {
    /// At most so many. WAHA counts what it then leaves out of the answer, such as reactions: a page may
    /// be short, and more follow all the same. See [`MessageFilter::next`].
    pub limit: u32,
    /// Leaves out so many from the start of the order.
    pub offset: u32,
    /// Sent at this time or later.
    pub since: Option<OffsetDateTime>,
    /// Sent at this time or earlier.
    pub until: Option<OffsetDateTime>,
    /// Only our own, or only theirs.
    pub from_me: Option<bool>,
    /// Oldest first instead of newest first.
    pub oldest_first: bool,
}

impl Default for MessageFilter {
    /// The newest hundred.
    fn default() -> Self {
        Self {
            limit: 100,
            offset: 0,
            since: None,
            until: None,
            from_me: None,
            oldest_first: false,
        }
    }
}

impl MessageFilter {
    /// The page after this one. The last page is the one without entries.
    #[must_use]
    pub fn next(mut self) -> Self {
        self.offset += self.limit;
        self
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let order = if self.oldest_first { "asc" } else { "desc" };
        let mut pairs = vec![
            ("limit", self.limit.to_string()),
            ("downloadMedia", "false".to_owned()),
            ("sortBy", "timestamp".to_owned()),
            ("sortOrder", order.to_owned()),
        ];
        if self.offset > 0 {
            pairs.push(("offset", self.offset.to_string()));
        }
        let seconds = |time: OffsetDateTime| time.unix_timestamp().to_string();
        pairs.extend(
            self.since
                .map(|time| ("filter.timestamp.gte", seconds(time))),
        );
        pairs.extend(
            self.until
                .map(|time| ("filter.timestamp.lte", seconds(time))),
        );
        pairs.extend(
            self.from_me
                .map(|from_me| ("filter.fromMe", from_me.to_string())),
        );
        pairs
    }
}

impl Chats<'_> {
    /// The id that stands for all chats.
    pub const ALL: &'static str = "all";

    /// The messages of a chat, or of [all chats](Self::ALL). Read from WAHA's own store: it asks nothing of
    /// WhatsApp, and does not show the account as online. [`Error::Unsupported`] where the engine has no
    /// such store, [`Error::Rejected`] where it has one that is not switched on.
    pub async fn messages(
        &self,
        session: &str,
        chat_id: &str,
        filter: &MessageFilter,
    ) -> Result<HistoryPage, Error> {
        let request = self
            .0
            .get("chats.messages", &[session, "chats", chat_id, "messages"]);
        let answer = request.query(&filter.query()).send().await?;
        Ok(HistoryPage::read(session, answer.json()?))
    }

    /// The address by number (`…@c.us`) of somebody who is known by a LID, `None` where WhatsApp has not told it.
    pub async fn number_of(&self, session: &str, lid: &str) -> Result<Option<String>, Error> {
        #[derive(Deserialize)]
        struct Known {
            #[serde(default)]
            pn: Option<String>,
        }
        let request = self.0.get("chats.number_of", &[session, "lids", lid]);
        let known: Option<Known> = request.send().await?.optional_json()?;
        Ok(known.and_then(|known| known.pn))
    }

    /// One message by its id, `None` if WAHA has none such.
    pub async fn find_message(
        &self,
        session: &str,
        id: &MessageId,
    ) -> Result<Option<Message>, Error> {
        self.look_up("chats.find_message", session, id, false).await
    }

    /// The same, and WAHA fetches its file from WhatsApp once more: where it is kept is new.
    pub async fn download_again(
        &self,
        session: &str,
        id: &MessageId,
    ) -> Result<Option<Message>, Error> {
        self.look_up("chats.download_again", session, id, true)
            .await
    }

    async fn look_up(
        &self,
        call: &'static str,
        session: &str,
        id: &MessageId,
        download: bool,
    ) -> Result<Option<Message>, Error> {
        let serialised = id.to_string();
        let path = [session, "chats", &id.chat, "messages", &serialised];
        let request = self.0.get(call, &path);
        let request = request.query(&[("downloadMedia", download.to_string())]);
        // What has to come from WhatsApp takes as long as a send.
        let request = if download { request.patient() } else { request };
        let entry: Option<Box<RawValue>> = match request.send().await {
            Ok(answer) => answer.optional_json()?,
            Err(Error::NotFound(_)) => None,
            Err(error) => return Err(error),
        };
        entry
            .map(|entry| Message::parse(&entry).map_err(|error| Error::Protocol(error.to_string())))
            .transpose()
    }
}
