//! The detail-types that AWS's services send, as the Amazon EventBridge Events Reference lists them
//! (`assets/catalogue/detail-types.txt`).

use std::sync::OnceLock;

const TABLE: &str = include_str!("../../assets/catalogue/detail-types.txt");

/// What stands last in a list to which AWS's guides add what they do not name.
const OPEN: &str = "...";

/// What stands alone in the list of a source that sends nothing itself: only its calls come, by CloudTrail.
const NONE: &str = "-";

/// A source and its detail-types.
type Listed = (&'static str, Vec<&'static str>);

fn listed() -> &'static [Listed] {
    static LISTED: OnceLock<Vec<Listed>> = OnceLock::new();
    LISTED.get_or_init(|| {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let line = |line: &'static str| {
            let (source, types) = line.split_once(": ")?;
            Some((source, types.split("; ").collect()))
        };
        lines.filter_map(line).collect()
    })
}

/// Every source with each detail-type that is listed of it.
pub(super) fn senders() -> impl Iterator<Item = (&'static str, &'static str)> {
    let named = |types: &'static [&'static str]| types.iter().filter(|text| ![OPEN, NONE].contains(*text));
    listed().iter().flat_map(move |(source, types)| named(types).map(move |text| (*source, *text)))
}

/// Whether the whole list of a source is here, so that a detail-type which is not on it is one that AWS does
/// not document.
pub(super) fn is_whole(source: &str) -> bool {
    listed().iter().any(|(known, types)| *known == source && !types.contains(&OPEN))
}

/// Whether a source is known to send no events but those that come through CloudTrail.
pub(super) fn sends_none(source: &str) -> bool {
    listed().iter().any(|(known, types)| *known == source && types.contains(&NONE))
}

/// The page that lists a source's.
pub(super) fn page(source: &str) -> String {
    let name = source.strip_prefix("aws.").unwrap_or(source);
    format!("https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-{name}.html")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_source_with_its_types() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(listed().len(), lines.count());
        assert!(
            senders().all(|(source, text)| source.starts_with("aws.") && text.trim() == text && text != OPEN)
        );
        let of_none = listed().iter().filter(|(source, _)| sends_none(source));
        let mut kinds = of_none.flat_map(|(source, _)| super::super::of_source(source));
        assert!(kinds.all(|kind| kind.detail_type.ends_with(" via CloudTrail")));
        assert!(sends_none("aws.lambda") && is_whole("aws.lambda") && !sends_none("aws.s3"));
        assert!(is_whole("aws.s3") && !is_whole("aws.backup") && !is_whole("aws.nothing"));
        assert_eq!(senders().filter(|(source, _)| *source == "aws.ecs").count(), 4);
    }
}
