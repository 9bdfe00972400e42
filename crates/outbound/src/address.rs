//! Which addresses are the internet's, and nobody's own.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::{IpNet, Ipv6Net};

/// What is not the internet's, by the registries of special addresses (RFC 6890 and what came after): a server there is
/// ours, our neighbour's, or the cloud's own.
const SPECIAL: &[&str] = &[
    // Of version 4: this network, private, carriers' NAT, loopback, link-local (with the clouds' metadata)
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    // Protocols, documentation, 6to4 relays, private, benchmarks
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    // Multicast, reserved, broadcast
    "224.0.0.0/4",
    "240.0.0.0/4",
    // A cloud's own services at an address that looks like any other: Azure's, Alibaba's is within 100.64.0.0/10
    "168.63.129.16/32",
    // Of version 6, within what is the internet's: protocols with Teredo, documentation, 6to4, which hold other addresses
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
];

/// What of version 6 is given out to the internet. All else is special: loopback, mapped and translated addresses of
/// version 4, unique local, link-local, multicast.
const GLOBAL_V6: &str = "2000::/3";

static SPECIAL_NETS: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    let parse = |net: &&str| net.parse().expect("a network of the table");
    SPECIAL.iter().map(parse).collect()
});

/// Whether anybody on the internet reaches the same server at this address as we do.
pub(crate) fn is_public(address: IpAddr) -> bool {
    // An address of version 4 in clothes of version 6 is what the system connects to.
    let address = address.to_canonical();
    if let IpAddr::V6(v6) = address
        && !is_global(v6)
    {
        return false;
    }
    !SPECIAL_NETS.iter().any(|net| net.contains(&address))
}

fn is_global(address: Ipv6Addr) -> bool {
    static GLOBAL: LazyLock<Ipv6Net> =
        LazyLock::new(|| GLOBAL_V6.parse().expect("a network of version 6"));
    GLOBAL.contains(&address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_the_internets_is_known() {
        for text in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.19.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "ff02::1",
        ] {
            assert!(!is_public(text.parse().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_next_to_it_is_the_internets() {
        for text in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.1",
            "169.253.255.255",
            "172.15.255.255",
            "172.32.0.0",
            "192.167.255.255",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450:4001::1",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(text.parse().unwrap()), "{text}");
        }
    }
}
