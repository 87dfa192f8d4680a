//! Blocks and ranges of addresses that stand in a plain string: `10.0.0.0/8`, `10.0.0.1-10.0.0.99`.

use crate::pattern::address::{Address, Cidr};
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::item::Scalar;

/// The items that a plain text was meant as, if it is a block or a range of addresses that holds the value.
pub(super) fn blocks(text: &str, met: &Scalar<'_>) -> Option<String> {
    let address = met.address()?;
    let Some((wanted, bits)) = text.split_once('/') else { return range(text, address) };
    if matches!(bits, "32" | "128") {
        return (Address::read(wanted.as_bytes())? == address).then(|| literal(wanted.as_bytes()));
    }
    let block = Cidr::read(text.as_bytes()).ok()?;
    block.contains(address).then(|| format!("{{\"cidr\": {}}}", literal(text.as_bytes())))
}

/// The blocks that a range of IPv4 addresses is made of, few enough for a list.
fn range(text: &str, met: Address) -> Option<String> {
    const MOST: usize = 12;
    let (first, last) = text.split_once(['-', '–'])?;
    let read = |text: &str| Address::read(text.trim().as_bytes());
    let (Address::V4(mut next), Address::V4(last), Address::V4(met)) = (read(first)?, read(last)?, met)
    else {
        return None;
    };
    (next..=last).contains(&met).then_some(())?;
    let mut items = Vec::new();
    loop {
        // The largest block that begins there and ends no later.
        let left = last - next;
        let free =
            (0..32_u32).rev().find(|free| next.trailing_zeros() >= *free && left >= (1 << free) - 1)?;
        let address = Address::V4(next);
        items.push(match free {
            0 => format!("\"{address}\""),
            _ => format!("{{\"cidr\": \"{address}/{}\"}}", 32 - free),
        });
        let size = 1 << free;
        if left < size || items.len() > MOST {
            break;
        }
        next += size;
    }
    (items.len() <= MOST).then(|| items.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_made_of_blocks() {
        let range = |text, met: &str| range(text, Address::read(met.as_bytes()).unwrap());
        assert_eq!(
            range("10.0.0.1-10.0.0.6", "10.0.0.5").as_deref(),
            Some(r#""10.0.0.1", {"cidr": "10.0.0.2/31"}, {"cidr": "10.0.0.4/31"}, "10.0.0.6""#)
        );
        assert_eq!(
            range("10.0.0.0 - 10.0.255.255", "10.0.9.9").as_deref(),
            Some(r#"{"cidr": "10.0.0.0/16"}"#)
        );
        assert_eq!(
            range("255.255.255.255-255.255.255.255", "255.255.255.255").as_deref(),
            Some("\"255.255.255.255\"")
        );
        assert_eq!(range("10.0.0.1-10.0.0.6", "10.0.0.7"), None);
        assert_eq!(range("10.0.0.6-10.0.0.1", "10.0.0.5"), None);
        assert_eq!(range("0.0.0.1-255.255.255.254", "10.0.0.5"), None);
    }
}
