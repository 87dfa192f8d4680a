//! ARNs of another region or account than the pattern asks for: an event carries those of its own, save where
//! it tells of a thing elsewhere.

use super::envelope::plain_texts;
use super::{LintKind, Lints};
use crate::pattern::Leaf;
use crate::pattern::item::Item;
use crate::text::{is_account_number, is_region_code};

/// The place of the region and of the account among the parts of an ARN.
const REGION: usize = 3;
const ACCOUNT: usize = 4;

impl Lints<'_> {
    /// Lists of ARNs none of which is of a region, or of the account of the event, that the pattern asks for.
    pub(super) fn arns_of_elsewhere(&mut self) {
        for alternative in &self.pattern.alternatives {
            let leaves = || alternative.fields.iter().filter_map(|(_, id)| self.pattern.leaf(*id));
            let name = |leaf: &Leaf| self.pattern.tree.name(leaf.node);
            let asked = |path: &str, is_it: fn(&str) -> bool| -> Option<Vec<String>> {
                let leaf = leaves().find(|leaf| name(leaf) == path.as_bytes())?;
                let texts: Vec<String> = plain_texts(self.pattern, leaf).map(|(text, _)| text).collect();
                (texts.len() == leaf.clauses.len() && texts.iter().all(|text| is_it(text))).then_some(texts)
            };
            // What AWS Health tells of a region comes from others as well.
            if asked("source", |_| true)
                .is_some_and(|sources| sources.iter().any(|source| source == "aws.health"))
            {
                continue;
            }
            let (regions, accounts) = (asked("region", is_region_code), asked("account", is_account_number));
            let mut found = Vec::new();
            for leaf in leaves() {
                let path = name(leaf);
                let of_event = path == b"resources";
                if !of_event && !path.starts_with(b"detail.") {
                    continue;
                }
                let elsewhere = |at: usize, here: &[String]| elsewhere(leaf, at, here);
                if let Some((here, there)) =
                    regions.as_ref().and_then(|here| Some((here, elsewhere(REGION, here)?)))
                {
                    found.push((self.key(leaf), "region", here.join(" or "), there));
                } else if let Some((here, there)) = accounts
                    .as_ref()
                    .filter(|_| of_event)
                    .and_then(|here| Some((here, elsewhere(ACCOUNT, here)?)))
                {
                    found.push((self.key(leaf), "account", here.join(" or "), there));
                }
            }
            for (span, what, here, there) in found {
                self.add(
                    LintKind::UnlikelyValue,
                    span,
                    format!(
                        "The ARN is of the {what} {there}, and the pattern asks for events of {here} alone."
                    ),
                    format!("Write the {what} that is meant in both places, or leave \"{what}\" out."),
                    None,
                );
            }
        }
    }
}

/// The region or account that the first of a list of ARNs has, if each has one and none that is among those
/// here.
fn elsewhere(leaf: &Leaf, at: usize, here: &[String]) -> Option<String> {
    let place = |item: &Item| -> Option<String> {
        let text = match item {
            Item::Text(text) | Item::Prefix(text) => std::str::from_utf8(text).ok()?.to_owned(),
            Item::Wildcard(wildcard) => String::from_utf8(wildcard.text()).ok()?,
            Item::Address(_)
            | Item::Bool(_)
            | Item::Null
            | Item::Number { .. }
            | Item::Suffix(_)
            | Item::Fold(_)
            | Item::FoldPrefix(_)
            | Item::FoldSuffix(_)
            | Item::Numeric(_)
            | Item::Cidr(_)
            | Item::Not(_)
            | Item::Present
            | Item::Absent => return None,
        };
        let mut parts = text.splitn(6, ':');
        (parts.next() == Some("arn")).then_some(())?;
        let part = parts.nth(at - 1)?.to_owned();
        // The last part of a beginning may be cut.
        let is_whole = text.matches(':').count() > at;
        (is_whole && (is_region_code(&part) || is_account_number(&part)) && !here.contains(&part))
            .then_some(part)
    };
    let all: Option<Vec<String>> = leaf.clauses.iter().map(|clause| place(&clause.item)).collect();
    all?.into_iter().next()
}
