//! `[accounts]` of the configuration: one table for each account, by its number or by a profile's name.

use super::Reader;
use crate::model::{AccountSettings, Colour, nearest_name};
use crate::text::{is_unsafe, width};
use serde_json::{Value, json};
use toml::Spanned;
use toml::de::{DeString, DeValue};

/// The table's name.
pub(super) const TABLE: &str = "accounts";

/// Columns of a label at most: it stands in front of the header's other words.
const LONGEST: usize = 24;

/// What is wrong with a value, as a clause.
type SettingOutcome = Result<(), String>;

/// A setting of one account.
struct AccountSetting {
    name: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "told by the schema, which a test writes"))]
    schema: fn() -> Value,
    take: fn(&mut AccountSettings, &DeValue<'_>) -> SettingOutcome,
}

const SETTINGS: [AccountSetting; 4] = [
    AccountSetting {
        name: "label",
        schema: || {
            json!({
                "type": "string",
                "minLength": 1,
                "maxLength": LONGEST,
                "description": "What the header calls the account, such as production.",
            })
        },
        take: |settings, value| {
            let text =
                value.as_str().ok_or_else(|| wants("label", "a text, such as \"production\"", value))?;
            let plain = text.trim() == text && !text.contains(is_unsafe);
            if !plain || !(1..=LONGEST).contains(&width(text)) {
                let why = format!("`label` has 1 to {LONGEST} characters and no blanks at its ends");
                return Err(why);
            }
            settings.label = Some(text.to_owned());
            Ok(())
        },
    },
    AccountSetting {
        name: "colour",
        schema: || {
            json!({
                "enum": Colour::ALL.map(|(name, _)| name),
                "description": "The colour of the label.",
            })
        },
        take: |settings, value| {
            let names = Colour::ALL.map(|(name, _)| name);
            let named = value.as_str().and_then(|text| Colour::ALL.iter().find(|(name, _)| *name == text));
            let (_, colour) = named.ok_or_else(|| format!("`colour` is one of {}", names.join(", ")))?;
            settings.colour = Some(*colour);
            Ok(())
        },
    },
    AccountSetting {
        name: "read_only",
        schema: || {
            json!({
                "type": "boolean",
                "default": false,
                "description": "Refuse every change to this account.",
            })
        },
        take: |settings, value| {
            settings.read_only = value.as_bool().ok_or_else(|| wants("read_only", SWITCH, value))?;
            Ok(())
        },
    },
    AccountSetting {
        name: "type_label",
        schema: || {
            json!({
                "type": "boolean",
                "default": false,
                "description": "Ask for the label, typed, before every change to this account.",
            })
        },
        take: |settings, value| {
            settings.type_label = value.as_bool().ok_or_else(|| wants("type_label", SWITCH, value))?;
            Ok(())
        },
    },
];

const SWITCH: &str = "true or false, without quotes";

fn wants(name: &str, what: &str, value: &DeValue<'_>) -> String {
    format!("`{name}` is of type {}: write {what}", value.type_str())
}

/// The part of the schema that is this table's.
#[cfg(test)]
pub(super) fn schema() -> Value {
    let settings: serde_json::Map<String, Value> =
        SETTINGS.iter().map(|setting| (setting.name.to_owned(), (setting.schema)())).collect();
    json!({
        "type": "object",
        "description": "Accounts, by their number (in quotes) or by the name of a profile.",
        "additionalProperties": {
            "type": "object",
            "additionalProperties": false,
            "properties": settings,
            "dependencies": { "type_label": ["label"], "colour": ["label"] },
        },
    })
}

/// Why a name is that of no account and of no profile, as a clause.
fn no_account(name: &str) -> Option<String> {
    let number = |text: &str| text.chars().all(|c| c.is_numeric() || c == '-');
    if name.trim().is_empty() {
        return Some("an account has a name here: its number, or that of a profile".to_owned());
    }
    if name.trim() != name || name.contains(is_unsafe) {
        return Some(format!("`{name}` has blanks at its ends, or characters that cannot be seen"));
    }
    if number(name) && (name.len() != 12 || !name.bytes().all(|byte| byte.is_ascii_digit())) {
        return Some(format!(
            "`{name}` looks like an account's number, which has twelve digits and no dashes"
        ));
    }
    if let Some(profile) = name.strip_prefix("profile ") {
        return Some(format!(
            "a profile is named by its name alone: write [accounts.\"{}\"]",
            profile.trim()
        ));
    }
    if name != "default" && name.eq_ignore_ascii_case("default") {
        return Some(format!("`{name}` is not a profile: the usual one is called `default`"));
    }
    let of_arn = name.split(':').skip(1).find(|part| part.len() == 12 && number(part));
    of_arn.map(|account| format!("an account is named by its number alone: write [accounts.\"{account}\"]"))
}

impl Reader<'_> {
    /// The table.
    pub(super) fn accounts(&mut self, at: usize, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.fault(at, "write a table for each account, such as [accounts.\"111122223333\"]");
        };
        for (name, value) in table {
            self.account(name, value);
        }
    }

    fn account(&mut self, name: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) {
        let (at, name) = (name.span().start, name.get_ref().as_ref());
        if let Some(why) = no_account(name) {
            return self.fault(at, &why);
        }
        let Some(table) = value.get_ref().as_table() else {
            return self.fault(at, &format!("write [accounts.\"{name}\"] as a table of its own"));
        };
        let mut settings = AccountSettings::default();
        for (key, value) in table {
            let (at, key) = (key.span().start, key.get_ref().as_ref());
            let Some(setting) = SETTINGS.iter().find(|setting| setting.name == key) else {
                let names = || SETTINGS.iter().map(|setting| setting.name);
                let why = match nearest_name(key, names()) {
                    Some(near) => format!("an account has no `{key}`. Did you mean `{near}`?"),
                    None => {
                        let all: Vec<_> = names().collect();
                        format!("an account has no `{key}`; it has {}", all.join(", "))
                    }
                };
                self.fault(at, &why);
                continue;
            };
            if let Err(why) = (setting.take)(&mut settings, value.get_ref()) {
                self.fault(at, &why);
            }
        }
        if settings.label.is_none() && (settings.type_label || settings.colour.is_some()) {
            self.fault(at, &format!("[accounts.\"{name}\"] wants a `label`, to be shown and typed"));
        }
        self.settings.accounts.insert(name, settings);
    }
}
