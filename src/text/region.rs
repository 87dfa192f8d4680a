//! The regions an operator may choose from. Source: AWS General Reference, "Amazon EventBridge endpoints and
//! quotas".
//!
//! A list for choosing, not a check: a region that is not in it is passed to the SDK as it was typed.

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
