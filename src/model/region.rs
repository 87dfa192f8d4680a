//! What a region belongs to.

/// The partition that a region belongs to (AWS General Reference, "Amazon Resource Names (ARNs)").
pub fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}
