//! The bodies of webhooks, as WAHA (GOWS) sends them.

use serde_json::Value;
use service_runtime::clock;

/// That a customer wrote.
pub(crate) fn message_body(session: &str, from: &str, stanza: &str, text: &str) -> Vec<u8> {
    let sample =
        include_str!("../../../crates/waha/tests/bodies/samples/message.any.incoming.gows.json");
    let mut body: Value = serde_json::from_str(sample).unwrap();
    body["session"] = session.into();
    body["payload"]["id"] = format!("false_{from}@c.us_{stanza}").into();
    body["payload"]["from"] = format!("{from}@c.us").into();
    body["payload"]["body"] = text.into();
    // The sample's own time is long ago, and what is that late is not answered.
    body["payload"]["timestamp"] = clock::now().unix_timestamp().into();
    body["payload"]["_data"]["Info"]["SenderAlt"] = "".into();
    serde_json::to_vec(&body).unwrap()
}

/// That a customer is typing.
pub(crate) fn typing_body(session: &str, customer: &str, event: &str) -> Vec<u8> {
    let sample =
        include_str!("../../../crates/waha/tests/bodies/samples/presence.update.dm.gows.json");
    let mut body: Value = serde_json::from_str(sample).unwrap();
    body["id"] = event.into();
    body["session"] = session.into();
    body["timestamp"] = (clock::now().unix_timestamp() * 1000).into();
    body["payload"]["id"] = format!("{customer}@c.us").into();
    body["payload"]["presences"][0]["participant"] = format!("{customer}@c.us").into();
    serde_json::to_vec(&body).unwrap()
}
