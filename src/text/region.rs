//! The regions an operator may choose from (AWS General Reference, "Amazon EventBridge endpoints and
//! quotas"), and how a region's code is written.
//!
//! The list is for choosing and checks nothing: a region that is not in it is passed to the SDK as it was
//! typed.

use super::partition::is_unpublished;

/// A region's code and the place it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// The code, such as `eu-west-1`.
    pub code: &'static str,
    /// The place, such as `Ireland`.
    pub place: &'static str,
}

const fn region(code: &'static str, place: &'static str) -> Region {
    Region { code, place }
}

/// All regions that EventBridge had when this version was made, by code.
pub const REGIONS: &[Region] = &[
    region("af-south-1", "Cape Town"),
    region("ap-east-1", "Hong Kong"),
    region("ap-east-2", "Taipei"),
    region("ap-northeast-1", "Tokyo"),
    region("ap-northeast-2", "Seoul"),
    region("ap-northeast-3", "Osaka"),
    region("ap-south-1", "Mumbai"),
    region("ap-south-2", "Hyderabad"),
    region("ap-southeast-1", "Singapore"),
    region("ap-southeast-2", "Sydney"),
    region("ap-southeast-3", "Jakarta"),
    region("ap-southeast-4", "Melbourne"),
    region("ap-southeast-5", "Malaysia"),
    region("ap-southeast-6", "New Zealand"),
    region("ap-southeast-7", "Thailand"),
    region("ca-central-1", "Canada Central"),
    region("ca-west-1", "Calgary"),
    region("cn-north-1", "Beijing"),
    region("cn-northwest-1", "Ningxia"),
    region("eu-central-1", "Frankfurt"),
    region("eu-central-2", "Zurich"),
    region("eu-north-1", "Stockholm"),
    region("eu-south-1", "Milan"),
    region("eu-south-2", "Spain"),
    region("eu-west-1", "Ireland"),
    region("eu-west-2", "London"),
    region("eu-west-3", "Paris"),
    region("il-central-1", "Tel Aviv"),
    region("me-central-1", "United Arab Emirates"),
    region("me-south-1", "Bahrain"),
    region("mx-central-1", "Mexico Central"),
    region("sa-east-1", "São Paulo"),
    region("us-east-1", "N. Virginia"),
    region("us-east-2", "Ohio"),
    region("us-gov-east-1", "GovCloud US-East"),
    region("us-gov-west-1", "GovCloud US-West"),
    region("us-west-1", "N. California"),
    region("us-west-2", "Oregon"),
];

/// Whether there may be a region of this code.
pub(crate) fn may_be_region(code: &str) -> bool {
    REGIONS.iter().any(|region| region.code == code) || is_unpublished(code)
}

/// Whether a text is written as a region's code is: `eu-west-1`, `us-gov-east-1`.
pub(crate) fn is_region_code(text: &str) -> bool {
    let mut parts = text.split('-').rev();
    let number = parts.next().is_some_and(|part| part.len() == 1 && part.bytes().all(|b| b.is_ascii_digit()));
    let words: Vec<&str> = parts.collect();
    number
        && (2..=4).contains(&words.len())
        && words.iter().all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::{REGIONS, is_region_code};

    #[test]
    fn regions_are_told_from_other_texts() {
        let known = REGIONS.iter().map(|region| region.code);
        for name in known.chain(["us-iso-east-1", "eusc-de-east-1"]) {
            assert!(is_region_code(name), "{name}");
        }
        for text in
            ["", "us-east", "east-1", "us-east-10", "US-EAST-1", "us_east_1", "a-b-c-d-e-1", "us--1", "-x-1"]
        {
            assert!(!is_region_code(text), "{text}");
        }
    }
}
