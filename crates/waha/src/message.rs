//! A WhatsApp message as WAHA describes it: in webhooks and in a chat's history.

use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use time::OffsetDateTime;

use crate::{
    Address, MediaKind, MessageId, lenient,
    media_kind::{self, Hints},
    timestamp,
    webhook::BodyError,
};

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// WAHA's id of it.
    pub id: MessageId,
    /// Whether the account of the session wrote it: the bot, the owner's phone, another device.
    pub from_me: bool,
    /// The chat, from the id: `from` and `to` mean other things on other engines.
    pub chat: Address,
    /// Who wrote it, in a group or a broadcast.
    pub participant: Option<Address>,
    /// The other address (LID or phone number) of the person on the other side, where the engine told
    /// it: of [`Self::chat`] in a direct chat, of [`Self::participant`] elsewhere.
    pub alternative: Option<Address>,
    /// The name that the writer gave himself. For our own messages it is our own.
    pub push_name: Option<String>,
    /// Text or caption.
    pub body: Option<String>,
    /// When it was sent, by WhatsApp's clock.
    pub sent_at: Option<OffsetDateTime>,
    /// From where our own message was sent, as far as WAHA remembers.
    pub source: Source,
    /// Whether there is a picture, voice note or file, downloaded or not.
    pub has_media: bool,
    /// What it is, where it is told or the file's type says it; `None` without any.
    pub media_kind: Option<MediaKind>,
    /// The file.
    pub media: Option<Media>,
    /// A place that was shared.
    pub location: Option<Location>,
    /// Contacts that were shared, as vCards.
    pub vcards: Vec<String>,
    /// The message that this one answers.
    pub reply_to: Option<ReplyTo>,
}

/// From where a message was sent. [`Source::Api`] can be trusted, [`Source::App`] cannot: WAHA forgets
/// within minutes, and at a restart, what it sent itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Through WAHA's API.
    Api,
    /// From a phone or another device, or so WAHA thinks.
    App,
    /// Not told (before 2025.3.1) or new.
    Unknown,
}

/// A file of a message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Media {
    /// Where WAHA keeps it for some minutes; asks for the API key. `None` when not downloaded.
    #[serde(default, deserialize_with = "lenient::text")]
    pub url: Option<String>,
    /// The name of the file, for documents.
    #[serde(default, deserialize_with = "lenient::text")]
    pub filename: Option<String>,
    /// The MIME type, with parameters.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mimetype: Option<String>,
    /// Why WAHA could not download it.
    #[serde(default, deserialize_with = "media_kind::text_of_any")]
    pub error: Option<String>,
}

/// A place.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// What the place is called.
    pub name: Option<String>,
    /// Its address.
    pub address: Option<String>,
}

/// The message that another answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyTo {
    /// Its stanza id: WAHA gives no full id here.
    pub stanza: String,
    /// Who wrote it.
    pub participant: Option<Address>,
    /// Its text.
    pub body: Option<String>,
}

impl Message {
    /// Reads a message object. Only its id is required; odd values elsewhere read as absent.
    pub fn parse(raw: &RawValue) -> Result<Self, BodyError> {
        let wire: WireMessage<'_> = object(raw, "payload")?;
        let id = required_id(wire.id.as_ref(), "payload.id")?;
        let data = wire.data.map(RawData::read).unwrap_or_default();
        let chat = Address::new(&id.chat);
        let has_media = wire.has_media || wire.media.is_some();
        let mimetype = wire
            .media
            .as_ref()
            .and_then(|media| media.mimetype.as_deref());
        let participant = wire
            .participant
            .as_deref()
            .or(id.participant.as_deref())
            .map(Address::new);
        Ok(Self {
            from_me: id.from_me,
            alternative: data.alternative(&chat, id.from_me),
            push_name: data.name(),
            chat,
            participant,
            body: wire.body,
            sent_at: wire.timestamp,
            source: match wire.source.as_deref() {
                Some("api") => Source::Api,
                Some("app") => Source::App,
                _ => Source::Unknown,
            },
            media_kind: has_media.then(|| data.hints().kind(mimetype)),
            has_media,
            media: wire.media,
            location: wire.location.as_ref().and_then(location),
            vcards: wire.vcards.iter().filter_map(vcard).collect(),
            reply_to: wire.reply_to.and_then(|reply| {
                Some(ReplyTo {
                    stanza: reply.id?,
                    participant: reply.participant.as_deref().map(Address::new),
                    body: reply.body,
                })
            }),
            id,
        })
    }
}

/// Reads an object, or says which field is none.
pub(crate) fn object<'a, T: Deserialize<'a>>(
    raw: &'a RawValue,
    field: &'static str,
) -> Result<T, BodyError> {
    let expected = "an object in WAHA's shape";
    if !raw.get().starts_with('{') {
        return Err(BodyError::Wrong { field, expected });
    }
    serde_json::from_str(raw.get()).map_err(|_| BodyError::Wrong { field, expected })
}

/// Reads a serialised message id, also out of the object that WEBJS makes of it.
pub(crate) fn required_id(id: Option<&Value>, field: &'static str) -> Result<MessageId, BodyError> {
    let id = id.ok_or(BodyError::Missing { field })?;
    id.as_str()
        .or_else(|| id["_serialized"].as_str())
        .and_then(|text| text.parse().ok())
        .ok_or(BodyError::Wrong {
            field,
            expected: "a message id such as false_12025550143@c.us_AC363A0C94E5",
        })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireMessage<'a> {
    #[serde(default, deserialize_with = "lenient::option")]
    id: Option<Value>,
    #[serde(default, deserialize_with = "timestamp::option")]
    timestamp: Option<OffsetDateTime>,
    #[serde(default, deserialize_with = "lenient::text")]
    participant: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    source: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    body: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    has_media: bool,
    #[serde(default, deserialize_with = "lenient::option")]
    media: Option<Media>,
    #[serde(default, deserialize_with = "lenient::option")]
    location: Option<Value>,
    #[serde(default, rename = "vCards", deserialize_with = "lenient::or_default")]
    vcards: Vec<Value>,
    #[serde(default, deserialize_with = "lenient::option")]
    reply_to: Option<WireReply>,
    #[serde(default, borrow, rename = "_data")]
    data: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct WireReply {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    participant: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    body: Option<String>,
}

/// `_data`, the engine's own description: large and unstable, but the only place for the writer's name
/// and for the other address. GOWS fills `Info`, NOWEB `key` and `pushName`, WEBJS `notifyName`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawData<'a> {
    #[serde(default, rename = "Info", deserialize_with = "lenient::option")]
    info: Option<GowsInfo>,
    #[serde(default, deserialize_with = "lenient::option")]
    key: Option<NowebKey>,
    #[serde(default, deserialize_with = "lenient::text")]
    push_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    notify_name: Option<String>,
    /// What WEBJS calls the kind of the message.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    kind: Option<String>,
    /// What NOWEB has of the content; looked into for media alone.
    #[serde(default, borrow)]
    message: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct GowsInfo {
    #[serde(default, deserialize_with = "lenient::text")]
    sender_alt: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    recipient_alt: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    push_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    media_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NowebKey {
    #[serde(default, deserialize_with = "lenient::text")]
    remote_jid_alt: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    participant_alt: Option<String>,
}

impl<'a> RawData<'a> {
    fn read(raw: &'a RawValue) -> Self {
        serde_json::from_str(raw.get()).unwrap_or_default()
    }

    fn hints(&self) -> Hints<'_> {
        let gows = self
            .info
            .as_ref()
            .and_then(|info| info.media_type.as_deref());
        Hints {
            word: gows.or(self.kind.as_deref()),
            content: self.message,
        }
    }

    fn name(&self) -> Option<String> {
        let gows = self.info.as_ref().and_then(|info| info.push_name.clone());
        gows.or_else(|| self.push_name.clone())
            .or_else(|| self.notify_name.clone())
    }

    fn alternative(&self, chat: &Address, from_me: bool) -> Option<Address> {
        let info = self.info.as_ref();
        let key = self.key.as_ref();
        let text = match (chat.is_person(), from_me) {
            (true, false) => info
                .and_then(|info| info.sender_alt.as_ref())
                .or_else(|| key.and_then(|key| key.remote_jid_alt.as_ref())),
            // In GOWS the sender of our own message is ourselves.
            (true, true) => info
                .and_then(|info| info.recipient_alt.as_ref())
                .or_else(|| key.and_then(|key| key.remote_jid_alt.as_ref())),
            (false, false) => info
                .and_then(|info| info.sender_alt.as_ref())
                .or_else(|| key.and_then(|key| key.participant_alt.as_ref())),
            (false, true) => None,
        };
        text.map(|text| Address::new(text))
            .filter(|address| address.is_person() && address != chat)
    }
}

/// Latitude and longitude are texts on GOWS and NOWEB, numbers on WEBJS.
fn location(value: &Value) -> Option<Location> {
    let degrees = |field: &str| match &value[field] {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text
            .parse()
            .ok()
            .filter(|degrees: &f64| degrees.is_finite()),
        _ => None,
    };
    let text = |field: &str| {
        value[field]
            .as_str()
            .filter(|text| !text.is_empty())
            .map(ToOwned::to_owned)
    };
    Some(Location {
        latitude: degrees("latitude")?,
        longitude: degrees("longitude")?,
        name: text("name"),
        address: text("address"),
    })
}

/// A vCard is a text; some versions wrap it as `{"vcard": "…"}`.
fn vcard(value: &Value) -> Option<String> {
    value
        .as_str()
        .or_else(|| value["vcard"].as_str())
        .map(ToOwned::to_owned)
}
