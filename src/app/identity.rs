//! Whose account it is, in words of several lengths: what the top line begins with.

use super::page::Role;
use crate::model::Session;
use crate::text::{cut_front, fit, safe, width};

/// Columns that an endpoint keeps.
const ENDPOINT: usize = 6;
/// Columns that a label keeps.
const LABEL: usize = 12;
/// Columns of the end of an account's number.
const END: usize = 5;

/// How short the account is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Brevity {
    /// All there is.
    InFull,
    /// Without the program's name, and in shorter words.
    Short,
    /// The profile's name is left out.
    WithoutProfile,
    /// The label, and the end of the number.
    ByLabel,
    /// The label and the end of the number, without the region.
    WithoutRegion,
}

/// What a part of it looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As text of this role.
    As(Role),
    /// As the label of the account, in its colour.
    Label,
}

/// Name, label, profile, account, region and what is special about them; the endpoint is cut by so many
/// columns, as far as it can be.
pub fn identity(session: &Session, brevity: Brevity, cut: usize) -> Vec<(Look, String)> {
    let (short, by_label) =
        (brevity != Brevity::InFull, matches!(brevity, Brevity::ByLabel | Brevity::WithoutRegion));
    let mut parts = Vec::new();
    let mut push = |role, text: String| parts.push((Look::As(role), text));
    if !short {
        push(Role::Accent, "buslens  ".to_owned());
    }
    if let Some(label) = &session.settings.label {
        let label = safe(label);
        let label = if by_label { fit(&label, LABEL) } else { label };
        parts.push((Look::Label, format!(" {label} ")));
        parts.push((Look::As(Role::Text), if by_label { " " } else { "  " }.to_owned()));
    }
    let mut push = |role, text: String| parts.push((Look::As(role), text));
    let account = session.account.as_deref().map_or_else(|| "account ?".into(), safe);
    let is_labelled = session.settings.label.is_some();
    let account = if by_label && is_labelled { cut_front(&account, END) } else { account };
    if session.embedded {
        push(Role::Warn, if short { "stand-in" } else { "embedded stand-in account" }.to_owned());
        push(Role::Heading, format!(" {account}"));
    } else if let Some(profile) =
        session.profile.as_ref().filter(|_| matches!(brevity, Brevity::InFull | Brevity::Short))
    {
        push(Role::Heading, safe(profile));
        push(Role::Text, format!(" ({account})"));
    } else {
        push(Role::Heading, account);
    }
    let region = if session.region.is_empty() { "region ?".into() } else { safe(&session.region) };
    if brevity != Brevity::WithoutRegion {
        push(Role::Text, format!("  {region}"));
    }
    if let Some(endpoint) = session.endpoint.as_deref().filter(|_| !session.embedded) {
        let endpoint = safe(endpoint);
        let bare = endpoint.trim_start_matches("http://").trim_start_matches("https://");
        let text = if short { bare } else { &endpoint };
        push(Role::Warn, format!("  at {}", fit(text, width(text).saturating_sub(cut).max(ENDPOINT))));
    }
    if session.read_only.is_some() {
        push(Role::Warn, "  read-only".to_owned());
    }
    parts
}
