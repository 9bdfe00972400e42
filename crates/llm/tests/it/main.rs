//! The client against a server that speaks the protocol, well and badly.

mod answers;
mod injections;
mod secrets;

use std::time::Duration;

use llm::{
    Client, Endpoint, Output, Style,
    testing::{Model, Reply},
};
use outbound::Guard;

/// Written so that it would be seen.
const KEY: &str = "sk-this-must-never-be-seen";

fn client() -> Client {
    Client::new(Guard::new(true), Duration::from_secs(5)).expect("a client")
}

fn endpoint(model: &Model) -> Endpoint {
    Endpoint {
        base: model.url(),
        key: KEY.into(),
        model: "small-model".to_owned(),
        output: Output::Schema,
        style: Style::Chat,
    }
}

async fn model(reply: Reply) -> (Model, Endpoint) {
    let model = Model::start(reply).await;
    let endpoint = endpoint(&model);
    (model, endpoint)
}
