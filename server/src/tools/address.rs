//! Addresses: what is the public network, what is a private one, and what nobody is sent to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Where machines of clouds tell their credentials, besides the link-local 169.254.169.254.
const METADATA: [IpAddr; 2] =
    [IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)), IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254))];

/// Whether an address belongs to the public network (RFC 6890 and its updates).
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => {
            if let Some(embedded) = address.to_ipv4() {
                return is_public_v4(embedded);
            }
            // Global unicast is 2000::/3; documentation and tunnels to IPv4 within it are not reached.
            let [first, second, ..] = address.segments();
            first & 0xE000 == 0x2000 && first != 0x2002 && !(first == 0x2001 && (second == 0 || second == 0x0DB8))
        }
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    let benchmarks = a == 198 && (b == 18 || b == 19);
    let reserved = a == 0 || a >= 240 || (a == 192 && b == 0);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || is_shared(address)
        || benchmarks
        || reserved)
}

/// Between a provider and its customers (RFC 6598).
fn is_shared(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    a == 100 && (64..128).contains(&b)
}

/// Whether an address belongs to a network of one's own: this machine, RFC 1918, RFC 6598, RFC 4193. Link-local
/// addresses and those where clouds tell credentials do not.
pub(super) fn is_private(address: IpAddr) -> bool {
    let address = address.to_canonical();
    if METADATA.contains(&address) {
        return false;
    }
    match address {
        IpAddr::V4(address) => address.is_private() || address.is_loopback() || is_shared(address),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_private, is_public};

    /// Written, public, private.
    const ADDRESSES: [(&str, bool, bool); 27] = [
        ("127.0.0.1", false, true),
        ("10.1.2.3", false, true),
        ("172.16.0.1", false, true),
        ("192.168.1.1", false, true),
        ("100.64.0.1", false, true),
        ("::1", false, true),
        ("fd00::1", false, true),
        ("::ffff:10.0.0.1", false, true),
        ("169.254.169.254", false, false),
        ("::ffff:169.254.169.254", false, false),
        ("100.100.100.200", false, false),
        ("fd00:ec2::254", false, false),
        ("0.0.0.0", false, false),
        ("224.0.0.1", false, false),
        ("255.255.255.255", false, false),
        ("198.18.0.1", false, false),
        ("::", false, false),
        ("fe80::1", false, false),
        ("2002:0a00:0001::", false, false),
        ("ff02::1", false, false),
        ("2001:db8::1", false, false),
        ("8.8.8.8", true, false),
        ("93.184.216.34", true, false),
        ("172.32.0.1", true, false),
        ("100.128.0.1", true, false),
        ("2606:4700::1111", true, false),
        ("::ffff:8.8.8.8", true, false),
    ];

    #[test]
    fn private_addresses_are_told_from_public_ones_however_written() {
        for (written, public, private) in ADDRESSES {
            let address = written.parse().unwrap();
            assert_eq!((is_public(address), is_private(address)), (public, private), "{written}");
        }
    }
}
