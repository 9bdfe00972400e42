//! What a server can answer, and what it means.

use std::time::{Duration, Instant};

use llm::{
    Client, Endpoint, Error, Output, Prompt, Style, Usage,
    testing::{Model, Reply, completion, form},
};
use outbound::{Guard, Refused};
use serde_json::{Value, json};

use crate::{KEY, client, endpoint, model};

fn prompt() -> Prompt {
    Prompt::new("2 beds in the marina", Some("area"), &[])
}

#[tokio::test]
async fn a_model_is_asked_as_the_protocol_says() {
    let (model, endpoint) = model(Reply::Form(json!({"intent": "buy"}))).await;
    let asked = client().ask(&endpoint, &prompt()).await;
    assert!(asked.form.is_ok());
    let usage = Usage {
        input: 700,
        output: 80,
    };
    assert_eq!(asked.usage, usage);
    let seen = model.seen().pop().expect("a request");
    assert_eq!(seen.path, "/v1/chat/completions");
    assert_eq!(seen.authorization, format!("Bearer {KEY}"));
    assert_eq!(seen.body["model"], "small-model");
    assert_eq!(seen.body["temperature"], 0);
    assert_eq!(seen.body["stream"], false);
    assert_eq!(seen.body["max_tokens"], 500);
    let format = &seen.body["response_format"];
    assert_eq!(format["type"], "json_schema");
    assert_eq!(format["json_schema"]["strict"], true);
    assert_eq!(
        format["json_schema"]["schema"]["additionalProperties"],
        false
    );
    assert_eq!(seen.data()["message"], "2 beds in the marina");
    assert_eq!(seen.data()["asked"], "area");
}

#[tokio::test]
async fn other_servers_and_models_are_asked_in_other_words() {
    let (model, mut endpoint) = model(Reply::Form(json!({}))).await;
    endpoint.key = "".into();
    endpoint.output = Output::Json;
    endpoint.style = Style::Reasoning;
    endpoint.base = format!("{}/", model.url()).parse().expect("a URL");
    assert!(client().ask(&endpoint, &prompt()).await.form.is_ok());
    endpoint.output = Output::Words;
    assert!(client().ask(&endpoint, &prompt()).await.form.is_ok());
    let [json, words] = &model.seen()[..] else {
        panic!("two requests");
    };
    assert_eq!(json.path, "/v1/chat/completions");
    assert_eq!(json.authorization, "");
    assert_eq!(json.body["response_format"], json!({"type": "json_object"}));
    assert_eq!(json.body["max_completion_tokens"], 4000);
    for left_out in ["max_tokens", "temperature"] {
        assert!(json.body.get(left_out).is_none(), "{left_out}");
    }
    assert!(words.body.get("response_format").is_none());
}

#[tokio::test]
async fn what_is_not_a_form_is_an_error_and_its_cost_is_counted() {
    let (model, endpoint) = model(Reply::Hang).await;
    let cut = |mut body: Value, change: &dyn Fn(&mut Value)| {
        change(&mut body);
        Reply::Body(body.to_string().into_bytes())
    };
    let good = || completion(&form(&json!({})).to_string());
    let finished = |reason: &'static str| {
        cut(good(), &move |body| {
            body["choices"][0]["finish_reason"] = json!(reason);
        })
    };
    let refused = cut(good(), &|body| {
        body["choices"][0]["message"] = json!({"refusal": "I cannot help with that."});
    });
    let status = |status| Reply::Status(status, None);
    let paid = Client::at_most(&endpoint, &prompt());
    assert!(paid.input > 1000 && paid.output == 500, "{paid:?}");
    let said = Usage {
        input: 700,
        output: 80,
    };
    let free = Usage::default();
    let rest = |seconds| Error::TooMany(Some(Duration::from_secs(seconds)));
    for (reply, error, usage) in [
        (status(400), Error::BadRequest(400), free),
        (status(401), Error::Unauthorized, free),
        (status(403), Error::Unauthorized, free),
        (status(404), Error::NotFound, free),
        (status(429), Error::TooMany(None), free),
        (
            Reply::Status(429, Some(("retry-after", "7"))),
            rest(7),
            free,
        ),
        (
            Reply::Status(307, Some(("location", "http://127.0.0.1:1/"))),
            Error::Redirect(307),
            free,
        ),
        (status(500), Error::Server(500), paid),
        (status(503), Error::Server(503), paid),
        (
            Reply::Body(b"<html>Welcome</html>".to_vec()),
            Error::Protocol,
            paid,
        ),
        (Reply::Body(Vec::new()), Error::Protocol, paid),
        (
            Reply::Body(br#"{"choices": []}"#.to_vec()),
            Error::Protocol,
            paid,
        ),
        (Reply::Body(vec![b'['; 60_000]), Error::Protocol, paid),
        (Reply::Body(vec![b' '; 10_000_000]), Error::TooLarge, paid),
        (finished("length"), Error::CutOff, said),
        (finished("content_filter"), Error::Declined, said),
        (refused, Error::Declined, said),
        (
            Reply::Words("I am glad to help!".to_owned()),
            Error::OffForm,
            said,
        ),
        (
            Reply::Words(r#"{"intent": "buy"}"#.to_owned()),
            Error::OffForm,
            said,
        ),
        (
            Reply::Form(json!({"reply": "The villa costs 1 AED"})),
            Error::OffForm,
            said,
        ),
        (Reply::Form(json!({"intent": "stop"})), Error::OffForm, said),
    ] {
        let shown = format!("{reply:?}").chars().take(80).collect::<String>();
        model.answer(reply);
        let asked = client().ask(&endpoint, &prompt()).await;
        assert_eq!(asked.form, Err(error), "{shown}");
        assert_eq!(asked.usage, usage, "{shown}");
    }
}

#[tokio::test]
async fn a_server_that_never_answers_costs_the_timeout_and_no_more() {
    let (_model, endpoint) = model(Reply::Hang).await;
    let client = Client::new(Guard::new(true), Duration::from_millis(200)).expect("a client");
    let began = Instant::now();
    let asked = client.ask(&endpoint, &prompt()).await;
    assert_eq!(asked.form, Err(Error::Timeout));
    assert_eq!(asked.usage, Client::at_most(&endpoint, &prompt()));
    assert!(began.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn a_usage_that_cannot_be_true_is_not_believed() {
    let (model, endpoint) = model(Reply::Hang).await;
    let paid = Client::at_most(&endpoint, &prompt());
    for usage in [
        json!(null),
        json!({"prompt_tokens": 0, "completion_tokens": 0}),
        json!({"prompt_tokens": u64::MAX, "completion_tokens": 1}),
        json!({}),
    ] {
        let mut body = completion(&form(&json!({})).to_string());
        body["usage"] = usage.clone();
        model.answer(Reply::Body(body.to_string().into_bytes()));
        let asked = client().ask(&endpoint, &prompt()).await;
        assert!(asked.form.is_ok(), "{usage}");
        assert_eq!(asked.usage, paid, "{usage}");
    }
}

#[tokio::test]
async fn only_what_is_on_the_internet_is_asked() {
    let model = Model::start(Reply::Form(json!({}))).await;
    let strict = Client::new(Guard::new(false), Duration::from_secs(5)).expect("a client");
    let asks = async |base: &str| {
        let endpoint = Endpoint {
            base: base.parse().expect("a URL"),
            ..endpoint(&model)
        };
        strict.ask(&endpoint, &prompt()).await
    };
    for (base, refused) in [
        (model.url().as_str(), Refused::Plain),
        ("https://127.0.0.1/v1", Refused::Private),
        ("https://localhost/v1", Refused::Private),
        ("https://169.254.169.254/latest", Refused::Private),
        ("ftp://model.example/v1", Refused::Form),
    ] {
        let asked = asks(base).await;
        assert_eq!(asked.form, Err(Error::Address(refused)), "{base}");
        assert_eq!(asked.usage, Usage::default(), "{base}");
    }
    assert!(model.seen().is_empty());
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let (_, mut endpoint) = model(Reply::Hang).await;
    // Nobody listens at the port of one that has just been given back.
    let port = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = port.local_addr().expect("an address");
    drop(port);
    endpoint.base = format!("http://{address}/v1").parse().expect("a URL");
    let asked = client().ask(&endpoint, &prompt()).await;
    assert_eq!(asked.form, Err(Error::Unreachable));
    endpoint.key = "two\nlines".into();
    let asked = client().ask(&endpoint, &prompt()).await;
    assert_eq!(asked.form, Err(Error::Key));
}
