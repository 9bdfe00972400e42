//! From where a request comes, as far as it can be believed.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::HeaderName;
use axum::http::request::Parts;

/// The client's address. `header` is one that a proxy of ours sets; its last entry is the proxy's own
/// word, those before it are anybody's.
pub(crate) fn of(parts: &Parts, header: Option<&HeaderName>) -> Option<IpAddr> {
    if let Some(header) = header {
        let mut values = parts.headers.get_all(header).iter();
        let last = values
            .next_back()?
            .to_str()
            .ok()?
            .rsplit(',')
            .next()?
            .trim();
        return last.parse().ok();
    }
    let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    connection.map(|ConnectInfo(address)| address.ip())
}

/// What counts as one client: an IPv6 customer has a network of 2⁶⁴ addresses.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let prefix = address.to_bits() >> 64 << 64;
            Ipv6Addr::from_bits(prefix).into()
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

    #[test]
    fn the_proxys_word_is_the_last_and_only_where_there_is_a_proxy() {
        let request = Request::builder()
            .header(FORWARDED, "1.1.1.1, 2.2.2.2")
            .extension(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 5000))));
        let (parts, ()) = request.body(()).unwrap().into_parts();
        assert_eq!(of(&parts, None), Some([10, 0, 0, 1].into()));
        assert_eq!(of(&parts, Some(&FORWARDED)), Some([2, 2, 2, 2].into()));
    }

    #[test]
    fn one_customers_addresses_are_one() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
    }
}
