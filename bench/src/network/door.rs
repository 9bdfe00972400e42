//! Posting webhooks over connections that stay open.

use std::{net::Ipv4Addr, sync::Mutex, sync::PoisonError, time::Duration};

use anyhow::{Context, Result, bail};
use domain::webhook_key::{FIRST_VERSION, MasterSecret, WebhookKey};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{MASTER_SECRET, crowd::Chat};

/// How long WAHA waits for an answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest head and body of an answer.
const LONGEST: usize = 16 * 1024;

/// Where webhooks go.
#[derive(Debug)]
pub(super) struct Door {
    port: u16,
    master: MasterSecret,
    idle: Mutex<Vec<TcpStream>>,
}

impl Door {
    pub(super) fn new(port: u16) -> Result<Self> {
        Ok(Self {
            port,
            master: MasterSecret::new(MASTER_SECRET)?,
            idle: Mutex::default(),
        })
    }

    /// Posts a body, signed, and fails when it is not accepted.
    pub(super) async fn post(&self, chat: &Chat, body: &str) -> Result<()> {
        let request = self.request(chat, body);
        let status = timeout(PATIENCE, self.exchange(request.as_bytes())).await;
        let status = status.context("no answer to a webhook")??;
        if !(200..300).contains(&status) {
            bail!("a webhook was answered {status}");
        }
        Ok(())
    }

    fn request(&self, chat: &Chat, body: &str) -> String {
        let key = WebhookKey::derive(&self.master, chat.tenant, &chat.session, FIRST_VERSION);
        let signature = waha::signature::sign(key.expose().as_bytes(), body.as_bytes());
        format!(
            "POST /api/webhook/waha?tenant_id={} HTTP/1.1\r\nhost: 127.0.0.1\r\n\
             content-type: application/json\r\nx-webhook-hmac: {signature}\r\n\
             x-webhook-hmac-algorithm: sha512\r\ncontent-length: {}\r\n\r\n{body}",
            chat.tenant,
            body.len(),
        )
    }

    async fn exchange(&self, request: &[u8]) -> Result<u16> {
        let waiting = self.lock().pop();
        let (mut stream, reused) = match waiting {
            Some(stream) => (stream, true),
            None => (self.open().await?, false),
        };
        let status = match ask(&mut stream, request).await {
            // The other side closed it while it was idle.
            Err(_) if reused => {
                stream = self.open().await?;
                ask(&mut stream, request).await?
            }
            status => status?,
        };
        self.lock().push(stream);
        Ok(status)
    }

    async fn open(&self) -> Result<TcpStream> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<TcpStream>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sends a request and reads all of its answer.
async fn ask(stream: &mut TcpStream, request: &[u8]) -> Result<u16> {
    stream.write_all(request).await?;
    let mut answer = Vec::with_capacity(1024);
    loop {
        if stream.read_buf(&mut answer).await? == 0 {
            bail!("the connection was closed");
        }
        if let Some(status) = status_of_whole(&answer)? {
            return Ok(status);
        }
        if answer.len() > LONGEST {
            bail!("an answer has no end");
        }
    }
}

/// The status, once head and body are there.
fn status_of_whole(answer: &[u8]) -> Result<Option<u16>> {
    let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end]).context("an answer's head")?;
    let status = head.strip_prefix("HTTP/1.1 ").and_then(|it| it.get(..3));
    let status = status.and_then(|it| it.parse().ok()).context("no status")?;
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse::<usize>().ok())?
    });
    let whole = end + 4 + length.context("an answer without a length")?;
    Ok((answer.len() >= whole).then_some(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_whole_when_its_body_is() {
        let whole = b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\n{}";
        for end in 0..whole.len() {
            assert_eq!(status_of_whole(&whole[..end]).unwrap(), None);
        }
        assert_eq!(status_of_whole(whole).unwrap(), Some(202));
    }
}
