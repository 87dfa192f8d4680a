//! Kinds of event and fields that AWS's guides show and its schemas lack (`assets/catalogue/guides.txt`,
//! whose head says how it is written).

const TABLE: &str = include_str!("../../assets/catalogue/guides.txt");

/// What a guide shows of a kind of event.
pub(super) struct GuideKind {
    /// The source.
    pub(super) source: &'static str,
    /// The detail-type.
    pub(super) detail_type: &'static str,
    /// The fields by path, with `detail.`, each with the word for its type.
    pub(super) fields: Vec<(String, String)>,
    /// The guide shows every field.
    pub(super) whole: bool,
    /// The guide says that the event follows an answer of the service's API, which may have more fields.
    pub(super) of_api: bool,
    /// The page.
    pub(super) page: &'static str,
}

/// All that the guides show.
pub(super) fn kinds_of_guides() -> Vec<GuideKind> {
    let mut page = "";
    let mut all: Vec<GuideKind> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(next) = line.strip_prefix("@ ") {
            page = next;
        } else if line.starts_with(' ') {
            let fields = line.split_whitespace().map(field);
            if let Some(last) = all.last_mut() {
                last.fields.extend(fields);
            }
        } else if let Some((source, rest)) = line.split_once(": ") {
            let (whole, of_api) = (rest.ends_with(" ="), rest.ends_with(" ~"));
            let detail_type = rest.trim_end_matches([' ', '=', '~']);
            all.push(GuideKind { source, detail_type, fields: Vec::new(), whole, of_api, page });
        }
    }
    all
}

fn field(text: &str) -> (String, String) {
    let (name, kind) = text.split_once(':').unwrap_or((text, "string"));
    match name.strip_suffix("[]") {
        Some(name) => (format!("detail.{name}"), format!("{kind}[]?")),
        None => (format!("detail.{name}"), format!("{kind}?")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{FieldType, of};

    #[test]
    fn every_kind_has_its_page_and_fields_of_known_types() {
        let all = kinds_of_guides();
        let kinds = TABLE.lines().filter(|line| line.starts_with("aws.")).count();
        assert_eq!(all.len(), kinds);
        for kind in all {
            assert!(kind.page.starts_with("https://docs.aws.amazon.com/"), "{}", kind.detail_type);
            let known = of(kind.source, kind.detail_type).expect(kind.detail_type);
            for (path, text) in kind.fields {
                let word = text.trim_end_matches('?').trim_end_matches("[]").to_owned();
                assert!(FieldType::by_name(&word).is_some() && known.field(&path).is_some(), "{path}");
            }
        }
    }
}
