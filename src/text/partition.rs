//! The partitions of AWS: which regions belong to which, what its hosts' names end in, and the region of its
//! services that have no regions. Source: botocore 1.44, `partitions.json`.

/// A partition, which shares neither accounts nor ARNs with the others.
struct Partition {
    /// As ARNs begin with it, behind `arn:`.
    #[cfg_attr(not(feature = "explorer"), allow(dead_code, reason = "the engine names no partition"))]
    name: &'static str,
    /// What the codes of its regions begin with; nothing of the one that has all others.
    begins: &'static str,
    #[cfg_attr(not(feature = "explorer"), allow(dead_code, reason = "the engine names no hosts"))]
    dns_suffix: &'static str,
    #[cfg_attr(not(feature = "explorer"), allow(dead_code, reason = "the engine asks for no services"))]
    global_region: &'static str,
    /// All of its regions are published.
    is_published: bool,
}

const fn partition_of(
    name: &'static str,
    begins: &'static str,
    dns_suffix: &'static str,
    global_region: &'static str,
    is_published: bool,
) -> Partition {
    Partition { name, begins, dns_suffix, global_region, is_published }
}

/// The one of all regions that belong to no other comes last.
const PARTITIONS: [Partition; 8] = [
    partition_of("aws-cn", "cn-", "amazonaws.com.cn", "cn-northwest-1", true),
    partition_of("aws-us-gov", "us-gov-", "amazonaws.com", "us-gov-west-1", true),
    partition_of("aws-eusc", "eusc-", "amazonaws.eu", "eusc-de-east-1", false),
    partition_of("aws-iso", "us-iso-", "c2s.ic.gov", "us-iso-east-1", false),
    partition_of("aws-iso-b", "us-isob-", "sc2s.sgov.gov", "us-isob-east-1", false),
    partition_of("aws-iso-e", "eu-isoe-", "cloud.adc-e.uk", "eu-isoe-west-1", false),
    partition_of("aws-iso-f", "us-isof-", "csp.hci.ic.gov", "us-isof-south-1", false),
    partition_of(COMMERCIAL, "", "amazonaws.com", "us-east-1", true),
];

/// The partition that is meant where none is named.
pub(crate) const COMMERCIAL: &str = "aws";

fn of_region(region: &str) -> &'static Partition {
    let [.., commercial] = &PARTITIONS;
    PARTITIONS.iter().find(|partition| region.starts_with(partition.begins)).unwrap_or(commercial)
}

/// The partitions as ARNs begin with them.
#[cfg(feature = "explorer")]
pub(crate) fn partitions() -> impl Iterator<Item = &'static str> {
    PARTITIONS.iter().map(|partition| partition.name)
}

/// The partition that a region belongs to.
#[cfg(feature = "explorer")]
pub(crate) fn partition(region: &str) -> &'static str {
    of_region(region).name
}

/// Whether a region belongs to a partition of which not all regions are published.
pub(super) fn is_unpublished(region: &str) -> bool {
    !of_region(region).is_published
}

/// What the names of a partition's hosts end in.
#[cfg(feature = "explorer")]
pub(crate) fn dns_suffix(partition: &str) -> &'static str {
    let found = PARTITIONS.iter().find(|known| known.name == partition);
    found.map_or("amazonaws.com", |known| known.dns_suffix)
}

/// The region that the services without regions are in, of the partition of a region.
#[cfg(feature = "explorer")]
pub(crate) fn global_region(region: &str) -> &'static str {
    of_region(region).global_region
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_of_the_partition_that_its_code_begins_with() {
        for (region, name, is_unknown) in [
            ("eu-west-1", "aws", false),
            ("us-east-1", "aws", false),
            ("cn-north-1", "aws-cn", false),
            ("us-gov-east-1", "aws-us-gov", false),
            ("eusc-de-east-1", "aws-eusc", true),
            ("us-iso-west-1", "aws-iso", true),
            ("us-isob-east-1", "aws-iso-b", true),
            ("eu-isoe-west-1", "aws-iso-e", true),
        ] {
            assert_eq!((of_region(region).name, is_unpublished(region)), (name, is_unknown), "{region}");
        }
        for partition in &PARTITIONS {
            assert_eq!(of_region(partition.global_region).name, partition.name);
        }
    }
}
