//! One statement of a policy document, and what a request lacks to be covered by it.

use super::Truth;
use super::condition::{Condition, Expanded, expand};
use super::context::KeyValue;
use super::decision::Lack;
use super::glob;
use super::principal::{Naming, Principals, StatementKind};
use super::request::Request;
use std::ops::Range;

/// `Effect`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`.
    Deny,
}

/// `Action` and `NotAction`, or `Resource` and `NotResource`: texts with wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// Neither element is there.
    Unsaid,
    /// One of these.
    These(Vec<String>),
    /// Anything else than these.
    AllBut(Vec<String>),
}

impl Names {
    /// Covered, by a test of one text.
    fn include(&self, test: impl Fn(&str) -> Truth) -> Truth {
        let any = |texts: &[String]| texts.iter().fold(Truth::No, |all, text| all.or(test(text)));
        match self {
            Self::Unsaid => Truth::No,
            Self::These(texts) => any(texts),
            Self::AllBut(texts) => any(texts).not(),
        }
    }

    fn in_words(&self) -> String {
        match self {
            Self::Unsaid => "none".to_owned(),
            Self::These(texts) => super::listed(texts),
            Self::AllBut(texts) => format!("all but {}", super::listed(texts)),
        }
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The name of the policy that it stands in, where it is one of several.
    pub policy: Option<String>,
    /// Its place in the document, from 1.
    pub number: usize,
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`.
    pub principals: Principals,
    /// `Action` or `NotAction`.
    pub actions: Names,
    /// `Resource` or `NotResource`.
    pub resources: Names,
    /// `Condition`: all must be met.
    pub conditions: Vec<Condition>,
    /// Its bytes in the document.
    pub span: Range<usize>,
}

/// What a document leaves unsaid by its sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// Policy variables are filled in: the document's version is 2012-10-17.
    pub(super) variables: bool,
    /// A trust policy has no Resource; in others a statement without one covers nothing.
    pub(super) needs_resource: bool,
    /// The caller's own policies have no Principal; in others a statement without one applies to no caller.
    pub(super) needs_principal: bool,
    /// The caller has a permissions boundary.
    pub(super) is_bounded: bool,
}

impl Statement {
    /// Whether it covers the request; with a naming, whether it does by naming the caller in that way.
    pub(super) fn covers(&self, request: &Request, how: Option<Naming>, setting: Setting) -> Truth {
        self.names(request, how, setting)
            .and(self.has_action(request))
            .and(self.has_resource(request, setting))
            .and(self.meets(request, setting))
    }

    /// Whether it speaks of the caller.
    fn names(&self, request: &Request, how: Option<Naming>, setting: Setting) -> Truth {
        if self.principals == Principals::Holder && setting.needs_principal {
            return Truth::No;
        }
        let kind = StatementKind { denies: self.effect == Effect::Deny, is_bounded: setting.is_bounded };
        self.principals.include(request, how, &kind)
    }

    fn has_action(&self, request: &Request) -> Truth {
        let action = request.action.to_lowercase();
        self.actions.include(|text| Truth::of(glob::covers(&glob::pieces(&text.to_lowercase()), &action)))
    }

    fn has_resource(&self, request: &Request, setting: Setting) -> Truth {
        if self.resources == Names::Unsaid && !setting.needs_resource {
            return Truth::Yes;
        }
        self.resources.include(|text| match expand(text, true, setting.variables, request) {
            Expanded::Pieces(pieces) if request.resource.contains('*') => {
                glob::covers_any_of(&pieces, &request.resource)
            }
            Expanded::Pieces(pieces) => glob::covers_resource(&pieces, &request.resource),
            Expanded::Missing => Truth::No,
            Expanded::Unknown(why) => Truth::Unknown(why),
        })
    }

    fn meets(&self, request: &Request, setting: Setting) -> Truth {
        self.conditions
            .iter()
            .fold(Truth::Yes, |all, condition| all.and(condition.judge(request, setting.variables)))
    }

    /// Why it does not cover the request, part by part.
    pub(super) fn lacks(&self, request: &Request, setting: Setting) -> Vec<Lack> {
        let mut lacks = Vec::new();
        if self.names(request, None, setting) == Truth::No {
            lacks.push(Lack::Principal {
                wanted: request.caller.name().to_owned(),
                written: self.principals.in_words(),
            });
        }
        if self.has_action(request) == Truth::No {
            lacks.push(Lack::Action { wanted: request.action.clone(), written: self.actions.in_words() });
        }
        if self.has_resource(request, setting) == Truth::No {
            lacks.push(Lack::Resource {
                wanted: request.resource.clone(),
                written: self.resources.in_words(),
            });
        }
        for condition in &self.conditions {
            if condition.judge(request, setting.variables) == Truth::No {
                let found = match request.value_of(&condition.key) {
                    KeyValue::Values(values) | KeyValue::AtLeast { values, .. } => values,
                    KeyValue::Perhaps { value, .. } => vec![format!("{value}, if it has the key at all")],
                    KeyValue::Absent | KeyValue::Unknown(_) => Vec::new(),
                };
                let star = !condition.has_wildcards()
                    && condition.values.iter().any(|value| value.contains(['*', '?']));
                let variable =
                    !setting.variables && condition.values.iter().any(|value| value.contains("${"));
                lacks.push(Lack::Condition {
                    condition: condition.clone(),
                    found,
                    star_is_plain: star,
                    variable_is_plain: variable,
                });
            }
        }
        lacks
    }
}
