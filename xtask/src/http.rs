//! Just enough HTTP to ask a service on the loopback whether it is ready, and to tell it something small.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

const TIMEOUT: Duration = Duration::from_secs(2);
const LONGEST_ANSWER: u64 = 64 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

pub(crate) fn get(port: u16, path: &str) -> io::Result<Answer> {
    ask(port, &format!("GET {path}"), "")
}

/// Posts a JSON document.
pub(crate) fn post(port: u16, path: &str, json: &str) -> io::Result<Answer> {
    let headers = format!(
        "content-type: application/json\r\ncontent-length: {}\r\n",
        json.len()
    );
    ask(
        port,
        &format!("POST {path}"),
        &format!("{headers}\r\n{json}"),
    )
}

/// `rest` is what follows the common headers: more of them, an empty line and a body, or nothing.
fn ask(port: u16, what: &str, rest: &str) -> io::Result<Answer> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let end = if rest.is_empty() { "\r\n" } else { rest };
    write!(
        stream,
        "{what} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{end}"
    )?;
    let mut text = String::new();
    stream.take(LONGEST_ANSWER).read_to_string(&mut text)?;
    parse(&text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not an HTTP answer"))
}

fn parse(text: &str) -> Option<Answer> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()?;
    Some(Answer {
        status,
        body: body.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_status_and_body() {
        let text = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(
            parse(text),
            Some(Answer {
                status: 503,
                body: "{}".to_owned()
            })
        );
        assert_eq!(parse("INFO {\"server\":\"nats\"}\r\n\r\n"), None);
    }
}
