//! `POST /sim/sessions/{name}/inbound`: somebody writes.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use service_runtime::clock;
use time::OffsetDateTime;

use crate::ids;
use crate::media::StoredFile;
use crate::network::{
    Account, Ack, ChatRef, Media, Message, MessageRef, Place, Source, lock, stanza_of,
};
use crate::session::qr_png;
use crate::sim::phones::{find, parse_chat};
use crate::sim::refusal::{Input, Refusal, SimResult};
use crate::traffic::{self, Route};
use crate::world::World;

/// What somebody writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Inbound {
    /// The customer: a number, or the id of a chat (also of a group, a channel, `status@broadcast`).
    from: String,
    text: Option<String>,
    /// `lid`: under the linked id instead of the number.
    #[serde(rename = "as")]
    written_as: Option<WrittenAs>,
    /// The owner writes to the customer, on the phone.
    #[serde(default)]
    from_me: bool,
    media: Option<MediaInput>,
    /// A place that is shared.
    location: Option<Place>,
    /// Contacts that are shared.
    contacts: Option<Vec<Contact>>,
    /// Seconds since 1970; now, when missing.
    timestamp: Option<i64>,
    /// The customer's display name.
    name: Option<String>,
    /// The bare id. One that exists is told again, as engines do after a reconnect.
    id: Option<String>,
    /// Who speaks, in a group.
    participant: Option<String>,
    /// The message that is quoted.
    reply_to: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenAs {
    Lid,
    Phone,
}

/// A contact that is shared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contact {
    name: String,
    phone: String,
}

impl Contact {
    /// As a phone writes it.
    fn vcard(&self) -> String {
        let Self { name, phone } = self;
        format!(
            "BEGIN:VCARD\nVERSION:3.0\nN:;{name};;;\nFN:{name}\nTEL;type=CELL;waid={phone}:+{phone}\nEND:VCARD"
        )
    }
}

/// A MIME type, or more.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum MediaInput {
    Mimetype(String),
    File {
        #[serde(default = "picture")]
        mimetype: String,
        filename: Option<String>,
        /// Base64.
        data: Option<String>,
    },
}

fn picture() -> String {
    "image/png".to_owned()
}

/// Answers with the message's id, and whether WAHA was told (`told`) or will be (`waiting`).
pub(super) async fn inbound(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Input(mut input): Input<Inbound>,
) -> SimResult<Json<Value>> {
    let session = find(&world, &name)?;
    let mut message = input.message()?;
    let file = input
        .media
        .take()
        .map(|media| media.read(&message.chat.written))
        .transpose()?;
    let not_linked = || {
        let status = session.status();
        Refusal::conflict(format!(
            "{name} is linked to no phone (it is {status}): scan its QR code"
        ))
    };
    let account = session
        .state()
        .link
        .as_ref()
        .map(|link| Arc::clone(&link.account));
    let account = account.ok_or_else(not_linked)?;
    input.complete(&mut message, &lock(&account));
    let id = message.id();
    if let Some((media, content)) = file {
        world
            .media
            .put(StoredFile::new(&name, &id, &media, content));
        message.media = Some(media);
    } else if message.is_empty() {
        return Err(Refusal::bad(
            "text must not be empty when there is no media",
        ));
    }
    let chat = message.chat.written.clone();
    let route = traffic::arrive(&world, &session, message).ok_or_else(not_linked)?;
    let waha = match route {
        Route::Told => "told",
        Route::Waiting => "waiting",
    };
    Ok(Json(json!({"id": id, "chatId": chat, "waha": waha})))
}

impl Inbound {
    /// The message, as far as the request alone tells.
    fn message(&self) -> SimResult<Message> {
        let chat = parse_chat(&self.from)?;
        let chat = match self.written_as {
            Some(WrittenAs::Lid) => chat.into_lid(),
            Some(WrittenAs::Phone) => chat.into_number(),
            None => chat,
        };
        let at = match self.timestamp {
            None => clock::now(),
            Some(seconds) => OffsetDateTime::from_unix_timestamp(seconds)
                .ok()
                .filter(|at| (1970..=9999).contains(&at.year()))
                .ok_or_else(|| Refusal::bad("timestamp must be in seconds since 1970"))?,
        };
        let stanza = match self.id.as_deref().map(stanza_of) {
            None => ids::phone_stanza(),
            Some(id)
                if (1..=64).contains(&id.len())
                    && id.bytes().all(|b| b.is_ascii_alphanumeric()) =>
            {
                id.to_owned()
            }
            Some(_) => {
                return Err(Refusal::bad(
                    "id must be a bare message id: 1 to 64 letters and digits",
                ));
            }
        };
        Ok(Message {
            stanza,
            chat,
            from_me: self.from_me,
            source: Source::App,
            forgotten: false,
            body: self.text.clone(),
            at,
            ack: if self.from_me {
                Ack::Pending
            } else {
                Ack::Device
            },
            push_name: String::new(),
            refused: false,
            participant: self.participant.as_deref().map(parse_chat).transpose()?,
            media: None,
            place: self.location.clone(),
            vcards: self.contacts.iter().flatten().map(Contact::vcard).collect(),
            quote: None,
            sends: 1,
            seen: false,
        })
    }

    /// What the account knows: names, and the message that is quoted.
    fn complete(&self, message: &mut Message, account: &Account) {
        message.push_name = if self.from_me {
            account.push_name.clone()
        } else {
            let known = || {
                account
                    .chat(&message.chat)
                    .and_then(|chat| chat.name.clone())
            };
            self.name
                .clone()
                .or_else(known)
                .unwrap_or_else(|| default_name(&message.chat))
        };
        message.quote = self
            .reply_to
            .as_deref()
            .and_then(|id| account.quote(&message.chat, MessageRef::parse(id)));
    }
}

impl MediaInput {
    /// The media and its bytes. Without any, a picture that says which chat it is from.
    fn read(self, chat: &str) -> SimResult<(Media, Bytes)> {
        let (mimetype, filename, data) = match self {
            Self::Mimetype(mimetype) => (mimetype, None, None),
            Self::File {
                mimetype,
                filename,
                data,
            } => (mimetype, filename, data),
        };
        let refused = || Refusal::bad("media must be a MIME type such as image/jpeg");
        let mut media = Media::parse(mimetype, filename).ok_or_else(refused)?;
        media.is_stored = true;
        let content = match data {
            None => Bytes::from(qr_png(chat)),
            Some(data) => STANDARD
                .decode(data)
                .map(Bytes::from)
                .map_err(|error| Refusal::bad(format!("media.data must be base64: {error}")))?,
        };
        Ok((media, content))
    }
}

fn default_name(chat: &ChatRef) -> String {
    let digits = chat
        .phone
        .as_ref()
        .map_or(chat.written.as_str(), |phone| phone.digits());
    format!(
        "Customer {}",
        digits
            .get(digits.len().saturating_sub(4)..)
            .unwrap_or(digits)
    )
}
