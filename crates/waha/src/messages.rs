//! Writing to people: ids, texts, and the signs that somebody reads and types.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{Client, Error, MessageId};

/// The calls that write. WAHA's advice against blocks: seen, typing, a pause that fits the length of
/// the text, stop typing, send.
#[derive(Debug, Clone, Copy)]
pub struct Messages<'a>(pub(crate) &'a Client);

/// A text to send.
#[derive(Clone, Serialize)]
pub struct SendText<'a> {
    session: &'a str,
    #[serde(rename = "chatId")]
    chat_id: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to: Option<&'a str>,
}

impl<'a> SendText<'a> {
    /// A text to a chat. Answer to the chat id that was received: a person is a LID here and a number
    /// there.
    pub fn new(session: &'a str, chat_id: &'a str, text: &'a str) -> Self {
        Self {
            session,
            chat_id,
            text,
            id: None,
            reply_to: None,
        }
    }

    /// With an id taken before ([`Messages::new_message_id`]): sent twice, it arrives once.
    #[must_use]
    pub fn with_id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// As the answer to a message, by its full id.
    #[must_use]
    pub fn in_reply_to(mut self, message_id: &'a str) -> Self {
        self.reply_to = Some(message_id);
        self
    }
}

/// A send that WAHA accepted. WhatsApp may still refuse it: watch its acks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// WhatsApp's id of the message, the third part of a [`crate::MessageId`].
    pub stanza: String,
}

impl Messages<'_> {
    /// A new message id to pass to a send, so that repeating the send is harmless. NOWEB and GOWS since
    /// 2026.4.3; [`Error::Unsupported`] elsewhere.
    pub async fn new_message_id(&self, session: &str) -> Result<String, Error> {
        #[derive(Deserialize)]
        struct NewId {
            id: String,
        }
        let request = self.0.get("messages.new_id", &[session, "new-message-id"]);
        let new: NewId = request.send().await?.json()?;
        if new.id.is_empty() {
            return Err(Error::Protocol("the new message id is empty".to_owned()));
        }
        Ok(new.id)
    }

    /// Sends a text. After an error with [`Error::outcome_unknown`] look for its id in the chat before
    /// sending it again.
    pub async fn send_text(&self, text: &SendText<'_>) -> Result<Sent, Error> {
        let request = self.0.post("messages.send_text", &["sendText"]);
        let answer = request.json(text).patient().send().await?;
        let stanza = answer
            .json()
            .ok()
            .and_then(|answer: Value| stanza_of_answer(&answer));
        // WAHA took it; that its answer is odd must not make us send it again.
        match stanza.or_else(|| text.id.map(ToOwned::to_owned)) {
            Some(stanza) => Ok(Sent { stanza }),
            None => Err(Error::Protocol("the answer to a send has no id".to_owned())),
        }
    }

    /// Marks messages as read: the given ones, by full id, or all of the last days.
    pub async fn send_seen(
        &self,
        session: &str,
        chat_id: &str,
        message_ids: &[String],
    ) -> Result<(), Error> {
        let mut body = json!({ "session": session, "chatId": chat_id });
        if !message_ids.is_empty() {
            body["messageIds"] = json!(message_ids);
        }
        self.0
            .post("messages.send_seen", &["sendSeen"])
            .json(&body)
            .send()
            .await?;
        Ok(())
    }

    /// Shows "typing…" in a chat.
    pub async fn start_typing(&self, session: &str, chat_id: &str) -> Result<(), Error> {
        self.typing("messages.start_typing", "startTyping", session, chat_id)
            .await
    }

    /// Stops showing "typing…".
    pub async fn stop_typing(&self, session: &str, chat_id: &str) -> Result<(), Error> {
        self.typing("messages.stop_typing", "stopTyping", session, chat_id)
            .await
    }

    /// Asks to be told by `presence.update` when the customer types in this chat.
    pub async fn subscribe_presence(&self, session: &str, chat_id: &str) -> Result<(), Error> {
        let path = [session, "presence", chat_id, "subscribe"];
        self.0
            .post("messages.subscribe_presence", &path)
            .send()
            .await?;
        Ok(())
    }

    async fn typing(
        &self,
        call: &'static str,
        path: &str,
        session: &str,
        chat_id: &str,
    ) -> Result<(), Error> {
        let body = json!({ "session": session, "chatId": chat_id });
        self.0.post(call, &[path]).json(&body).send().await?;
        Ok(())
    }
}

/// The stanza in WAHA's answer to a send, which each engine shapes differently: GOWS a serialised id,
/// WEBJS an object around one, NOWEB no id at the top but `key.id`.
fn stanza_of_answer(answer: &Value) -> Option<String> {
    let bare = |text: &str| match text.parse::<MessageId>() {
        Ok(id) => id.stanza,
        Err(_) => text.to_owned(),
    };
    let id = &answer["id"];
    [id, &id["_serialized"], &id["id"], &answer["key"]["id"]]
        .into_iter()
        .filter_map(Value::as_str)
        .find(|text| !text.is_empty())
        .map(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_answers_a_send_with_the_stanza_somewhere() {
        for answer in [
            json!({"id": "true_12025550143@c.us_3EB08F95", "_data": {}}),
            json!({"id": {"fromMe": true, "id": "3EB08F95", "_serialized": "true_12025550143@c.us_3EB08F95"}}),
            json!({"id": {"fromMe": true, "id": "3EB08F95"}}),
            json!({"key": {"remoteJid": "1@s.whatsapp.net", "fromMe": true, "id": "3EB08F95"}, "status": "PENDING"}),
            json!({"id": "3EB08F95"}),
        ] {
            assert_eq!(
                stanza_of_answer(&answer).as_deref(),
                Some("3EB08F95"),
                "{answer}"
            );
        }
        assert_eq!(stanza_of_answer(&json!({"status": "PENDING"})), None);
        assert_eq!(stanza_of_answer(&json!([])), None);
    }
}
