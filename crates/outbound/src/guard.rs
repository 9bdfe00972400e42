//! Where a server may be that a tenant names. We call it from within our own network.

use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::net::lookup_host;
use url::{Host, Url};

use crate::address::is_public;

/// The longest URL that is taken.
const LONGEST_URL: usize = 2000;

/// Says where a tenant's server may be, before a connection is made and as it is made.
#[derive(Debug, Clone, Copy)]
pub struct Guard {
    allow_insecure: bool,
}

/// Why a URL is not one that a tenant's server may have. Says nothing of what is at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is not one that can be asked.
    #[error("must be a URL such as https://server.example/path, without credentials and fragment")]
    Form,
    /// Who is between could read what customers wrote.
    #[error("must begin with https://")]
    Plain,
    /// It is within some network, perhaps ours.
    #[error("must be the URL of a server on the internet: its address is not public")]
    Private,
}

impl Guard {
    /// `allow_insecure`: also without TLS and at addresses that are not the internet's, for development.
    pub fn new(allow_insecure: bool) -> Self {
        Self { allow_insecure }
    }

    /// Whether it lets everything pass.
    pub fn allows_insecure(self) -> bool {
        self.allow_insecure
    }

    /// Reads a URL, and looks at all that can be seen without asking for its name.
    pub fn url(self, text: &str) -> Result<Url, Refused> {
        let url = Url::parse(text).map_err(|_| Refused::Form)?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        if text.len() > LONGEST_URL || !is_plain || url.fragment().is_some() {
            return Err(Refused::Form);
        }
        match url.scheme() {
            "https" => {}
            "http" if self.allow_insecure => {}
            "http" => return Err(Refused::Plain),
            _ => return Err(Refused::Form),
        }
        match url.host() {
            Some(Host::Ipv4(address)) => self.address(address.into())?,
            Some(Host::Ipv6(address)) => self.address(address.into())?,
            Some(Host::Domain(_)) => {}
            None => return Err(Refused::Form),
        }
        Ok(url)
    }

    /// Looks whether a URL's name leads to where it may. A name that is not known at this moment may be so later.
    pub async fn name(self, url: &Url) -> Result<(), Refused> {
        let Some(Host::Domain(name)) = url.host() else {
            return Ok(());
        };
        let Ok(addresses) = lookup_host((name, 0)).await else {
            return Ok(());
        };
        self.all(addresses).map(|_| ())
    }

    fn address(self, address: IpAddr) -> Result<(), Refused> {
        if self.allow_insecure || is_public(address) {
            Ok(())
        } else {
            Err(Refused::Private)
        }
    }

    /// A name with one private address among public ones is up to something.
    fn all(self, addresses: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, Refused> {
        let addresses: Vec<_> = addresses.collect();
        for address in &addresses {
            self.address(address.ip())?;
        }
        Ok(addresses)
    }
}

/// Asks for a name and looks at what it leads to in one step: the connection is made to the addresses that were looked
/// at, and to no others.
impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = *self;
        Box::pin(async move {
            let addresses = lookup_host((name.as_str(), 0)).await?;
            let addresses: Addrs = Box::new(guard.all(addresses)?.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: Guard = Guard {
        allow_insecure: false,
    };

    #[test]
    fn a_server_is_on_the_internet_and_behind_tls() {
        for fine in [
            "https://crm.example/hooks?token=5",
            "https://crm.example:8443/",
            "https://1.1.1.1/",
        ] {
            assert!(STRICT.url(fine).is_ok(), "{fine}");
        }
        for (text, refused) in [
            ("", Refused::Form),
            ("crm.example", Refused::Form),
            ("file:///etc/passwd", Refused::Form),
            ("gopher://crm.example/", Refused::Form),
            ("https://ana:word@crm.example/", Refused::Form),
            ("https://crm.example/#there", Refused::Form),
            ("http://crm.example/", Refused::Plain),
            ("https://127.0.0.1/", Refused::Private),
            ("https://0x7f.1/", Refused::Private),
            ("https://2130706433/", Refused::Private),
            (
                "https://169.254.169.254/latest/meta-data/",
                Refused::Private,
            ),
            ("https://[::1]/", Refused::Private),
            ("https://[::ffff:10.0.0.1]/", Refused::Private),
            ("https://[fd00:ec2::254]/", Refused::Private),
        ] {
            assert_eq!(STRICT.url(text).unwrap_err(), refused, "{text}");
        }
        let long = format!("https://crm.example/{}", "a".repeat(LONGEST_URL));
        assert_eq!(STRICT.url(&long).unwrap_err(), Refused::Form);
        assert!(Guard::new(true).url("http://127.0.0.1:9/").is_ok());
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_refused_also_as_the_connection_is_made() {
        let url = STRICT.url("https://localhost/").unwrap();
        assert_eq!(STRICT.name(&url).await, Err(Refused::Private));
        let found = STRICT.resolve("localhost".parse().unwrap()).await;
        let error = found.err().unwrap();
        assert_eq!(error.downcast_ref(), Some(&Refused::Private));
    }

    #[test]
    fn one_private_address_among_others_is_one_too_many() {
        let mixed = ["1.1.1.1:0", "10.0.0.1:0"].map(|text| text.parse().unwrap());
        assert_eq!(STRICT.all(mixed.into_iter()), Err(Refused::Private));
        assert!(STRICT.all(mixed.into_iter().take(1)).is_ok());
    }
}
