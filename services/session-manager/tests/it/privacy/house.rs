//! A service with a person in it of whom all is known that can be, and a search of every table, stream and file.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use domain::{Direction, MessageKey, MessageKeyParts, SessionName, TenantId};
use events::{DeadLetter, Origin, Routing, Unrouted, UnroutedEvent, WahaEvent};
use futures::stream;
use media_store::MediaStore;
use reqwest::{Method, StatusCode};
use serde_json::json;
use service_runtime::clock;
use storage::mailbox::{self, Item, Patience};
use storage::media::{MediaKind, Wanted};
use storage::messages::{Incoming, MessageKind};
use tempfile::TempDir;
use time::OffsetDateTime;
use url::Url;

use crate::Service;

/// Words that are nobody else's: a number, a name, a text, what a file holds.
const NEEDLES: [&str; 4] = ["971500777123", "Zarathustra", "quokka", "BYTES-OF-A-WOMBAT"];
pub(super) const PERSON: &str = "971500777123@c.us";
pub(super) const NEIGHBOUR: &str = "971500777999@c.us";

/// Where the words are found, by tables. A row is searched as text; what is binary is hexadecimal there.
const SEARCH: &str = "
    create function places(needles text[]) returns text language plpgsql as $$
    declare
        place text;
        is_there boolean;
        places text := '';
    begin
        for place in select table_name from information_schema.tables
                     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1 loop
            execute format('select exists (select from %I r, unnest($1) needle
                            where strpos(r::text, needle) > 0
                               or strpos(r::text, encode(convert_to(needle, ''UTF8''), ''hex'')) > 0)', place)
                into is_there using needles;
            if is_there then
                places := places || ' ' || place;
            end if;
        end loop;
        return ltrim(places);
    end $$";

const ASK: &str =
    "select places(array['971500777123', 'Zarathustra', 'quokka', 'BYTES-OF-A-WOMBAT'])";

/// What else is known of a person, as workers write it.
const KNOWN: &str = "
    insert into leads (tenant_id, contact_id, whatsapp_phone, name, wish, stage)
    select tenant_id, id, '971500777123', 'Zarathustra', 'a villa with quokkas', 'handed_over'
    from contacts where push_name = 'Zarathustra';
    insert into lead_changes (tenant_id, contact_id, action, actor, changes)
    select tenant_id, contact_id, 'changed', 'bot', '[{\"field\": \"name\", \"from\": null, \"to\": \"Zarathustra\"}]' from leads;
    insert into crm_deliveries (tenant_id, lead_id, event, body)
    select tenant_id, id, 'lead.updated', '{\"name\": \"Zarathustra\"}' from leads;
    insert into readings (tenant_id, message_id, reading)
    select tenant_id, id, '{\"wish\": \"quokka\"}' from messages where body like '%quokka%';
    insert into message_changes (tenant_id, message_key, kind, author, body, changed_at, told_at)
    select tenant_id, key, 'edit', 'in', 'two quokkas', sent_at, sent_at from messages where body like '%quokka%';
    insert into contact_merges (tenant_id, kept_contact_id, merged_contact_id, told_by, merged, merged_at)
    select tenant_id, id, 424242, '971500777123@c.us', '{\"contact\": {\"push_name\": \"Zarathustra\"}}', now()
    from contacts where push_name = 'Zarathustra';
    update conversations c set state = '{\"name\": \"Zarathustra\"}' from contacts p
    where p.id = c.contact_id and p.push_name = 'Zarathustra';
    insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body)
    select c.tenant_id, c.id, c.session, c.chat_id, 1, 0, 'Dear Zarathustra' from conversations c
    join contacts p on p.id = c.contact_id where p.push_name = 'Zarathustra';
    -- The card that the agent has, what the phone made of it, and what he answered to it.
    insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, kind, client_key, stanza, state)
    select c.tenant_id, n.id, c.session, n.chat_id, 2, 0, 'New lead: Zarathustra', 'card', 'hand-over of ' || c.id,
           'CARD1', 'sent'
    from conversations c join contacts p on p.id = c.contact_id and p.push_name = 'Zarathustra',
         conversations n join contacts q on q.id = n.contact_id and q.push_name = 'Neighbour'
    where n.tenant_id = c.tenant_id;
    insert into messages (tenant_id, conversation_id, key, direction, stanza, kind, body, sent_at, received_at)
    select o.tenant_id, o.conversation_id, o.tenant_id || ':' || o.session || ':message:out:CARD1', 'out', 'CARD1', 'text',
           o.body, now(), now()
    from outbox o where o.stanza = 'CARD1';
    insert into messages (tenant_id, conversation_id, key, direction, stanza, kind, body, sent_at, received_at, quoted_key,
                          quoted_body)
    select m.tenant_id, m.conversation_id, m.key || '2', 'in', 'CARD2', 'text', 'thanks', now(), now(), m.key, m.body
    from messages m where m.stanza = 'CARD1';
    update media set state = 'stored', size = 17, due_at = now()";

pub(super) const EVERYWHERE: &str = "contact_addresses contact_merges contacts conversations crm_deliveries \
                          lead_changes leads media message_changes messages outbox readings \
                          WAHA_BULK WAHA_DEAD WAHA_EVENTS WAHA_UNROUTED files";

pub(super) struct House {
    pub(super) service: Service,
    pub(super) folder: TempDir,
    pub(super) store: MediaStore,
}

impl House {
    pub(super) async fn open(extra: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = Url::from_directory_path(folder.path()).unwrap();
        let store = MediaStore::open(&url).unwrap();
        let mut settings = vec![
            ("media.store", url.as_str()),
            ("privacy.settle", "2s"),
            ("gap_fill.overlap", "1s"),
            ("unrouted.redrive_period", "1h"),
        ];
        settings.extend_from_slice(extra);
        let service = Service::start_with(&settings).await;
        service.test.execute(SEARCH).await.unwrap();
        Self {
            service,
            folder,
            store,
        }
    }

    /// Every place where one of the words is.
    pub(super) async fn places(&self) -> String {
        let tables = self.service.test.ask(ASK).await.unwrap().unwrap();
        let mut places: Vec<String> = tables.split_whitespace().map(str::to_owned).collect();
        let held = self.service.bus.everything().await.unwrap();
        let mut streams: Vec<String> = held
            .into_iter()
            .filter(|held| has_needle(&held.bytes))
            .map(|held| held.stream)
            .collect();
        streams.sort();
        streams.dedup();
        places.extend(streams);
        if files(self.folder.path())
            .iter()
            .any(|file| has_needle(file))
        {
            places.push("files".to_owned());
        }
        places.join(" ")
    }

    pub(super) async fn says(
        &self,
        tenant: TenantId,
        who: (&str, &str),
        text: &str,
        sent_at: OffsetDateTime,
    ) {
        let message = message(tenant, who, text, sent_at);
        let item = Item {
            tenant,
            message: &message,
            resumes: false,
        };
        let patience = Patience {
            debounce: Duration::from_hours(1),
            debounce_ceiling: Duration::from_hours(1),
            takeover: Duration::from_hours(1),
            stale_after: Duration::from_mins(10),
        };
        // As intake does: whoever is erased at this moment is found a moment before, and is somebody new then.
        loop {
            let mut tx = self.service.database.begin(tenant).await.unwrap();
            match mailbox::store(&mut tx, &[item], &[], patience, clock::now()).await {
                Ok(_) => break tx.commit().await.unwrap(),
                Err(error) if error.is_transient() => tx.rollback().await.unwrap(),
                Err(error) => panic!("{error:?}"),
            }
        }
        let content: [Result<Bytes, std::io::Error>; 1] = [Ok(Bytes::from(format!(
            "{}BYTES OF {text}",
            if text.contains("quokka") {
                NEEDLES[3]
            } else {
                ""
            }
        )))];
        let place = (tenant, &message.key);
        let kept = self
            .store
            .keep(place, None, 1000, stream::iter(content))
            .await;
        kept.unwrap();
    }

    /// A person and a neighbour write; all that can be known of the person is known, and more is on its way.
    pub(super) async fn fill(&self, tenant: TenantId, sent_at: OffsetDateTime) {
        self.says(tenant, (PERSON, "Zarathustra"), "I have a quokka", sent_at)
            .await;
        self.says(tenant, (NEIGHBOUR, "Neighbour"), "I am next door", sent_at)
            .await;
        self.service.test.execute(KNOWN).await.unwrap();
        for who in [PERSON, NEIGHBOUR] {
            let event = event(tenant, who, sent_at);
            let (bytes, body) = (event.encode(), event.body.clone());
            let letter = DeadLetter {
                subject: event.subject().to_string(),
                reason: "a test".to_owned(),
                consumer: "bot-worker".to_owned(),
                deliveries: 1,
                died_at: sent_at,
                payload: bytes.clone(),
            };
            let unrouted = UnroutedEvent {
                reason: Unrouted::TenantSuspended(tenant, Routing::Url),
                session: event.session.clone(),
                event: event.event.clone(),
                waha_event_id: None,
                key: domain::UnownedKey::new(&event.session, parts("U1")),
                occurred_at: Some(sent_at),
                received_at: sent_at,
                body,
            };
            for (subject, bytes) in [
                (format!("waha.events.{tenant}.message.any"), bytes.clone()),
                (format!("waha.bulk.{tenant}.message.any"), bytes),
                (format!("waha.dead.{tenant}.message.any"), letter.encode()),
                (unrouted.subject().to_string(), unrouted.encode()),
            ] {
                self.service.bus.put(subject, bytes).await.unwrap();
            }
        }
    }

    pub(super) async fn contact(&self, tenant: TenantId, query: &str) -> Vec<i64> {
        let path = format!("/api/tenants/{tenant}/contacts?{query}");
        let (status, body) = self.service.ask(Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let found = body["contacts"].as_array().unwrap().iter();
        found.map(|one| one["id"].as_i64().unwrap()).collect()
    }

    pub(super) async fn erase(&self, tenant: TenantId, contact: i64) -> StatusCode {
        let path = format!("/api/tenants/{tenant}/contacts/{contact}");
        self.service.ask(Method::DELETE, &path, None).await.0
    }

    pub(super) async fn count(&self, query: &'static str) -> String {
        self.service.test.ask(query).await.unwrap().unwrap()
    }
}

fn has_needle(bytes: &[u8]) -> bool {
    let has = |needle: &&str| {
        bytes
            .windows(needle.len())
            .any(|at| at == needle.as_bytes())
    };
    NEEDLES.iter().any(has)
}

/// Each file's name and what it holds.
pub(super) fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let mut bytes = path.display().to_string().into_bytes();
            bytes.extend(std::fs::read(&path).unwrap_or_default());
            found.push(bytes);
        }
    }
    found
}

fn parts(stanza: &str) -> MessageKeyParts<'_> {
    MessageKeyParts {
        kind: "message",
        direction: Direction::In,
        stanza,
        extra: None,
    }
}

fn message(
    tenant: TenantId,
    (from, name): (&str, &str),
    text: &str,
    sent_at: OffsetDateTime,
) -> Incoming {
    let session = SessionName::of_tenant(tenant);
    let stanza: String = text.chars().filter(char::is_ascii_alphabetic).collect();
    Incoming {
        key: MessageKey::new(tenant, &session, parts(&stanza)),
        direction: Direction::In,
        session,
        chat: from.parse().unwrap(),
        other_address: None,
        stanza,
        kind: MessageKind::Media,
        body: Some(text.to_owned()),
        media: Some(Box::new(Wanted {
            kind: MediaKind::Document,
            mime: None,
            filename: Some(format!("{text}.pdf")),
            waha_id: "x".to_owned(),
            waha_path: None,
        })),
        quoted: None,
        push_name: Some(name.to_owned()),
        sent_at,
        received_at: sent_at,
        backfilled: false,
        traceparent: None,
    }
}

fn event(tenant: TenantId, from: &str, at: OffsetDateTime) -> WahaEvent {
    let session = SessionName::of_tenant(tenant);
    let text = if from == PERSON { "quokka" } else { "hello" };
    let body = json!({
        "event": "message.any",
        "session": session.as_str(),
        "payload": {"id": format!("false_{from}_AC1"), "from": from, "fromMe": false, "body": text,
                    "timestamp": at.unix_timestamp()},
    });
    WahaEvent {
        tenant,
        event: "message.any".parse().unwrap(),
        waha_event_id: None,
        key: MessageKey::new(tenant, &session, parts("AC1")),
        session,
        occurred_at: Some(at),
        received_at: at,
        routing: Routing::Url,
        origin: Origin::Webhook,
        body: body.to_string().into(),
    }
}
