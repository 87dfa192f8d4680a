//! IP addresses and CIDR blocks as EventBridge reads them, which is how Java's `InetAddress` reads literals.

use std::fmt;

use super::parse::messages::CidrFault;

/// An address; `::ffff:a.b.c.d` *is* the IPv4 address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Address {
    V4(u32),
    V6(u128),
}

/// As addresses are usually written; the longest run of zero groups is left out.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::V4(bits) => {
                let parts = bits.to_be_bytes().map(|part| part.to_string());
                f.write_str(&parts.join("."))
            }
            Self::V6(bits) => {
                let groups: Vec<String> =
                    (0..8).rev().map(|at| format!("{:x}", (bits >> (16 * at)) & 0xffff)).collect();
                let zeros = |from: usize| groups.iter().skip(from).take_while(|group| *group == "0").count();
                let gap = (0..8).rev().max_by_key(|&from| zeros(from)).filter(|&from| zeros(from) > 1);
                match gap {
                    Some(from) => {
                        let (left, right) = (
                            groups.get(..from).unwrap_or_default(),
                            groups.get(from + zeros(from)..).unwrap_or_default(),
                        );
                        write!(f, "{}::{}", left.join(":"), right.join(":"))
                    }
                    None => write!(f, "{}", groups.join(":")),
                }
            }
        }
    }
}

/// The block `address/bits`, host bits ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cidr {
    pub(crate) address: Address,
    /// 0–31 for IPv4, 0–127 for IPv6: EventBridge has no block of one address.
    pub(crate) bits: u32,
}

impl Address {
    /// Reads a literal: four decimal parts up to 255 with leading zeros allowed, 15 characters at most; or
    /// groups of hexadecimal digits up to ffff of any length, with one `::` for one or more zero groups,
    /// without dots and zones.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        if looks_like_v4(text) {
            return read_v4(text).map(Self::V4);
        }
        if looks_like_v6(text) {
            let bits = read_v6(text)?;
            return Some(match u32::try_from(bits ^ (0xffff << 32)) {
                Ok(v4) => Self::V4(v4),
                Err(_) => Self::V6(bits),
            });
        }
        None
    }
}

impl Address {
    /// The address with everything behind its first `bits` bits cleared.
    pub(super) fn network(self, bits: u32) -> Self {
        match self {
            Self::V4(address) => {
                Self::V4(address & u32::MAX.checked_shl(32_u32.saturating_sub(bits)).unwrap_or(0))
            }
            Self::V6(address) => {
                Self::V6(address & u128::MAX.checked_shl(128_u32.saturating_sub(bits)).unwrap_or(0))
            }
        }
    }
}

/// Whether EventBridge takes a text for an address, be it a wrong one.
pub(crate) fn looks_like_address(text: &[u8]) -> bool {
    looks_like_v4(text) || looks_like_v6(text)
}

fn looks_like_v4(text: &[u8]) -> bool {
    let mut parts = 0;
    text.split(|&b| b == b'.').all(|part| {
        parts += 1;
        !part.is_empty() && part.iter().all(u8::is_ascii_digit)
    }) && parts == 4
}

fn looks_like_v6(text: &[u8]) -> bool {
    text.contains(&b':') && text.iter().all(|b| b.is_ascii_hexdigit() || *b == b':')
}

fn read_v4(text: &[u8]) -> Option<u32> {
    if text.len() > 15 {
        return None;
    }
    text.split(|&b| b == b'.').try_fold(0, |address, part| {
        let value = part.iter().fold(0, |value: u32, digit| value * 10 + u32::from(digit - b'0'));
        (value <= 255).then_some(address << 8 | value)
    })
}

fn read_v6(text: &[u8]) -> Option<u128> {
    let text = std::str::from_utf8(text).ok()?;
    // The groups joined, and how many they are; with more than eight the first are lost, and the text is
    // refused anyway.
    let groups = |part: &str| -> Option<(u128, u32)> {
        if part.is_empty() {
            return Some((0, 0));
        }
        part.split(':')
            .try_fold((0, 0), |(joined, count), group| Some((joined << 16 | read_group(group)?, count + 1)))
    };
    match text.split_once("::") {
        Some((left, right)) => {
            // A third colon would leave an empty group on the right, and a second gap two of them.
            let ((left, before), (right, behind)) = (groups(left)?, groups(right)?);
            let gap = 8_u32.checked_sub(before + behind).filter(|&gap| gap > 0)?;
            Some(left.checked_shl(16 * (gap + behind)).unwrap_or(0) | right)
        }
        None => groups(text).filter(|(_, count)| *count == 8).map(|(joined, _)| joined),
    }
}

fn read_group(digits: &str) -> Option<u128> {
    let value = digits.chars().try_fold(0, |value: u128, digit| {
        let value = value << 4 | u128::from(digit.to_digit(16)?);
        (value <= 0xffff).then_some(value)
    })?;
    (!digits.is_empty()).then_some(value)
}

impl Cidr {
    /// Reads `address/bits`. The bits are looked at before the address.
    pub(crate) fn read(text: &[u8]) -> Result<Self, CidrFault> {
        // Java's `split` forgets empty parts at the end.
        let mut parts: Vec<&[u8]> = text.split(|&b| b == b'/').collect();
        while parts.last().is_some_and(|part| part.is_empty()) && parts.len() > 1 {
            parts.pop();
        }
        let &[address, bits] = parts.as_slice() else {
            return Err(CidrFault::Slash);
        };
        let bits = read_int(bits).ok_or(CidrFault::BitsNotInteger)?;
        let bits = u32::try_from(bits).map_err(|_| CidrFault::BitsNegative)?;
        let shown = || super::parse::messages::plain(address);
        let address = match Address::read(address) {
            Some(address) => address,
            None if looks_like_address(address) => return Err(CidrFault::Invalid(shown())),
            None => return Err(CidrFault::Nonstandard(shown())),
        };
        match address {
            Address::V4(_) if bits > 31 => Err(CidrFault::TooManyBitsV4),
            Address::V6(_) if bits > 127 => Err(CidrFault::TooManyBitsV6),
            Address::V4(_) | Address::V6(_) => Ok(Self { address, bits }),
        }
    }

    /// Whether an address lies in the block.
    pub(crate) fn contains(&self, address: Address) -> bool {
        match (self.address, address) {
            (Address::V4(block), Address::V4(address)) => (block ^ address).leading_zeros() >= self.bits,
            (Address::V6(block), Address::V6(address)) => (block ^ address).leading_zeros() >= self.bits,
            (Address::V4(_), Address::V6(_)) | (Address::V6(_), Address::V4(_)) => false,
        }
    }
}

/// Java's `Integer.parseInt`: one sign, then decimal digits of any script of the basic plane.
fn read_int(text: &[u8]) -> Option<i32> {
    let text = std::str::from_utf8(text).ok()?;
    let (negative, digits) = match text.strip_prefix(['+', '-']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    if digits.is_empty() {
        return None;
    }
    let value = digits.chars().try_fold(0_i64, |value, c| {
        let value = value * 10 + i64::from(decimal_digit(c)?);
        (value <= 1 << 31).then_some(value)
    })?;
    i32::try_from(if negative { -value } else { value }).ok()
}

fn decimal_digit(c: char) -> Option<u32> {
    // The zeros of the decimal digits (Unicode category Nd) of the basic plane.
    const ZEROS: [u32; 37] = [
        0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
        0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0,
        0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    ];
    let code = u32::from(c);
    ZEROS.iter().map(|zero| code.wrapping_sub(*zero)).find(|digit| *digit < 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Address> {
        Address::read(text.as_bytes())
    }

    #[test]
    fn literals() {
        let ten = Some(Address::V4(0x0a00_0001));
        for text in [
            "10.0.0.1",
            "010.000.00.001",
            "::ffff:a00:1",
            "::FFFF:0a00:0001",
            "0:0:0:0:0:ffff:0a00:1",
            "::0000ffff:a00:1",
        ] {
            assert_eq!(read(text), ten, "{text}");
        }
        assert_eq!(read("::1"), read("0:0:0:0:0:0:0:1"));
        assert_eq!(read("::"), Some(Address::V6(0)));
        for text in ["::", "::1", "1::", "2001:db8::1:0:0:1", "1:2:3:4:5:6:7:8", "10.0.0.1"] {
            assert_eq!(read(text).unwrap().to_string(), text);
        }
        assert_eq!(read("1::"), Some(Address::V6(1 << 112)));
        assert_eq!(read("1:2:3:4:5:6:7::"), read("1:2:3:4:5:6:7:0"));
        for text in [
            "",
            "10.0.0",
            "10.0.0.256",
            "10.0.0.1.2",
            "0010.000.000.001",
            "10.0.0.1 ",
            "a",
            ":",
            ":::",
            "2001:db8:::",
            "1:2:3:4:5:6:7:8::",
            "1::2:3:4:5:6:7:8",
            "::1::",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            ":1:2:3:4:5:6:7:8",
            "12345::",
            "::ffff:10.0.0.1",
            "fe80::1%eth0",
            "12:30:45",
            "::g",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn blocks() {
        let block = |text: &str| Cidr::read(text.as_bytes());
        assert!(block("10.0.0.77/8").unwrap().contains(read("10.255.0.1").unwrap()));
        assert!(!block("10.0.0.0/8").unwrap().contains(read("11.0.0.0").unwrap()));
        assert!(block("0.0.0.0/0").unwrap().contains(read("255.255.255.255").unwrap()));
        assert!(!block("::/0").unwrap().contains(read("1.2.3.4").unwrap()));
        for text in [
            "10.0.0.0/08",
            "10.0.0.0/+8",
            "10.0.0.0/8/",
            "10.0.0.0/-0",
            "::/127",
            "10.0.0.0/\u{668}",
            "::ffff:a00:0/24",
        ] {
            assert!(block(text).is_ok(), "{text}");
        }
        for (text, fault) in [
            ("10.0.0.0", CidrFault::Slash),
            ("10.0.0.0/", CidrFault::Slash),
            ("/", CidrFault::Slash),
            ("", CidrFault::Slash),
            ("a/1/2", CidrFault::Slash),
            ("x/y", CidrFault::BitsNotInteger),
            ("10.0.0.0/99999999999", CidrFault::BitsNotInteger),
            ("10.0.0.0/+", CidrFault::BitsNotInteger),
            ("x/-1", CidrFault::BitsNegative),
            ("/8", CidrFault::Nonstandard(String::new())),
            ("a/8", CidrFault::Nonstandard("a".into())),
            ("10.0.0.256/8", CidrFault::Invalid("10.0.0.256".into())),
            ("2001:db8:::/32", CidrFault::Invalid("2001:db8:::".into())),
            ("10.0.0.0/32", CidrFault::TooManyBitsV4),
            ("::ffff:a00:0/64", CidrFault::TooManyBitsV4),
            ("::/128", CidrFault::TooManyBitsV6),
        ] {
            assert_eq!(block(text), Err(fault), "{text}");
        }
    }
}
