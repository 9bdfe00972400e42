//! `/api/{session}/auth`: linking a session to a phone.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use crate::{Client, Error};

/// The calls that link a phone. Outside of `SCAN_QR_CODE` WAHA waits up to 15 s before it answers
/// [`Error::WrongStatus`]: look at the session's status first.
#[derive(Debug, Clone, Copy)]
pub struct Auth<'a>(pub(crate) &'a Client);

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

impl Auth<'_> {
    /// The present QR code as a PNG. The first lives 60 s, later ones 20 s.
    pub async fn qr_png(&self, session: &str) -> Result<Bytes, Error> {
        let request = self.0.get("auth.qr", &[session, "auth", "qr"]);
        let request = request.query(&[("format", "image".to_owned())]);
        let picture = request.accept("image/png").send().await?.into_bytes();
        if picture.starts_with(PNG) {
            Ok(picture)
        } else {
            Err(Error::Protocol("the QR code is not a PNG".to_owned()))
        }
    }

    /// The text in the present QR code, for drawing it oneself.
    pub async fn qr_value(&self, session: &str) -> Result<String, Error> {
        #[derive(Deserialize)]
        struct Qr {
            value: String,
        }
        let request = self.0.get("auth.qr", &[session, "auth", "qr"]);
        let request = request.query(&[("format", "raw".to_owned())]);
        let qr: Qr = request.send().await?.json()?;
        Ok(qr.value)
    }

    /// A code such as `ABCD-ABCD` to type into the phone instead of scanning. `phone` is digits only.
    pub async fn request_code(&self, session: &str, phone: &str) -> Result<String, Error> {
        #[derive(Deserialize)]
        struct Code {
            code: String,
        }
        let request = self
            .0
            .post("auth.request_code", &[session, "auth", "request-code"]);
        let code: Code = request
            .json(&json!({ "phoneNumber": phone }))
            .send()
            .await?
            .json()?;
        Ok(code.code)
    }
}
