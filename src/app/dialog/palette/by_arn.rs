//! What a typed ARN means in the palette: the bus or the rule that has it.

use super::{Meaning, PaletteEntry, Word, entry};
use crate::app::read::Account;
use crate::app::remote::Remote;

/// The bus or rule whose ARN was typed.
pub(super) fn find(word: Word, arn: &str, typed: &str, account: &Account) -> Vec<PaletteEntry> {
    match word {
        Word::Bus => {
            let bus = account.buses.rows().iter().find(|bus| bus.arn.as_str() == arn);
            bus.map(|bus| entry(typed, &bus.name, Meaning::Bus(bus.name.clone()))).into_iter().collect()
        }
        Word::Rule => {
            let rule = account.rules.values().flat_map(Remote::rows).find(|rule| rule.arn.as_str() == arn);
            let found = rule.map(|rule| {
                entry(typed, format!("{} on {}", rule.name, rule.bus), Meaning::Rule(rule.key()))
            });
            found.into_iter().collect()
        }
        Word::Archive
        | Word::Replay
        | Word::Connection
        | Word::Destination
        | Word::Profile
        | Word::Region => Vec::new(),
    }
}
