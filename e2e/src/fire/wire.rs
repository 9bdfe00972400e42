//! The network between two parts, which breaks.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, Result};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    task::JoinHandle,
    time::sleep,
};

/// What a wire does with what is sent over it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Weather {
    /// It arrives.
    #[default]
    Fair,
    /// Connections are closed, and new ones as soon as they are made.
    Cut,
    /// Connections stay, new ones are made, and nothing arrives: as when a firewall forgets. What was sent meanwhile
    /// arrives afterwards.
    Silent,
    /// Everything arrives this much later.
    Slow(Duration),
}

/// A way from a port of its own to another one of this machine. It ends with the value.
#[derive(Debug)]
pub struct Wire {
    address: SocketAddr,
    weather: watch::Sender<Weather>,
    listening: JoinHandle<()>,
}

impl Wire {
    /// Lays one to this port, which need not be open yet.
    pub async fn to(port: u16) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.context("listen for what goes over a wire")?;
        let address = listener.local_addr()?;
        let (weather, seen) = watch::channel(Weather::Fair);
        let listening = tokio::spawn(async move {
            loop {
                let Ok((near, _)) = listener.accept().await else {
                    // Too many are open: some will be closed.
                    sleep(Duration::from_millis(50)).await;
                    continue;
                };
                tokio::spawn(connect(near, port, seen.clone()));
            }
        });
        Ok(Self {
            address,
            weather,
            listening,
        })
    }

    /// Where it begins.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on it does this.
    pub fn set(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        // Connections close as those who have them end; there is no more weather to wait for.
        self.listening.abort();
    }
}

async fn connect(near: TcpStream, port: u16, mut weather: watch::Receiver<Weather>) {
    if weather
        .wait_for(|now| *now != Weather::Silent)
        .await
        .is_err()
    {
        return;
    }
    if *weather.borrow() == Weather::Cut {
        return;
    }
    let Ok(far) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    let mut cut = weather.clone();
    tokio::select! {
        _ = cut.wait_for(|now| *now == Weather::Cut) => {}
        _ = async {
            tokio::join!(
                carry(near_in, far_out, weather.clone()),
                carry(far_in, near_out, weather.clone()),
            )
        } => {}
    }
}

/// Until one of both ends it.
async fn carry(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut weather: watch::Receiver<Weather>,
) {
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let Ok(read) = from.read(&mut bytes).await else {
            return;
        };
        if read == 0 {
            // Dropping our half tells the other side.
            return;
        }
        let now = *weather.borrow_and_update();
        if let Weather::Slow(late) = now {
            sleep(late).await;
        }
        // What it found must not be held while something is sent.
        let ended = weather
            .wait_for(|now| *now != Weather::Silent)
            .await
            .is_err();
        if ended || to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    async fn echo() -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                });
            }
        });
        port
    }

    #[tokio::test]
    async fn a_wire_carries_is_silent_for_a_while_and_is_cut() {
        let wire = Wire::to(echo().await).await.unwrap();
        let mut stream = TcpStream::connect(("127.0.0.1", wire.port()))
            .await
            .unwrap();
        let mut answer = [0; 2];
        stream.write_all(b"hi").await.unwrap();
        timeout(SOON, stream.read_exact(&mut answer))
            .await
            .unwrap()
            .unwrap();

        wire.set(Weather::Silent);
        stream.write_all(b"ho").await.unwrap();
        let moment = Duration::from_millis(200);
        let nothing = timeout(moment, stream.read_exact(&mut answer)).await;
        assert!(nothing.is_err(), "it arrived");
        wire.set(Weather::Fair);
        timeout(SOON, stream.read_exact(&mut answer))
            .await
            .unwrap()
            .unwrap();
        assert_eq!(&answer, b"ho");

        wire.set(Weather::Cut);
        let closed = timeout(SOON, stream.read(&mut answer)).await.unwrap();
        assert!(matches!(closed, Ok(0) | Err(_)), "it is open");
        let mut other = TcpStream::connect(("127.0.0.1", wire.port()))
            .await
            .unwrap();
        let closed = timeout(SOON, other.read(&mut answer)).await.unwrap();
        assert!(matches!(closed, Ok(0) | Err(_)), "another is open");
    }
}
