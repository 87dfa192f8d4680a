//! Reading a policy document.

use super::condition::Condition;
use super::context::OF_RESOURCE;
use super::error::PolicyError;
use super::principal::{Principal, Principals};
use super::statement::{Effect, Names, Statement};
use crate::json::{Document, Flaw, Kind, Value};
use std::ops::Range;

/// The version that has policy variables; documents of any other, or of none, do not.
const WITH_VARIABLES: &str = "2012-10-17";

/// A policy document: its statements in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The statements.
    pub statements: Vec<Statement>,
    /// Whether `${…}` in it stands for a value of the request.
    pub(super) variables: bool,
}

impl Policy {
    /// Reads a document: one object with one `Statement` or a list of them.
    ///
    /// # Errors
    ///
    /// When the text is not JSON, or not what "Grammar of the IAM JSON policy language" (IAM user guide)
    /// describes. Operators and keys of conditions may be any: whether they are known shows when a request is
    /// judged.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let document = Document::parse(text).map_err(|error| {
            let (at, position) = (error.offset..error.offset, error.position);
            let what = format!("it is not JSON: {}", error.what());
            PolicyError { flaw: Box::new(Flaw::at(at, position, what, error.remedy())) }
        })?;
        Reader { document: &document }.policy()
    }

    /// A document that allows everybody everything, for where one side's documents are another's affair.
    pub fn everything() -> Self {
        let text = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;
        Self::parse(text).unwrap_or_default()
    }

    /// With its name, which tells its statements from those of others.
    #[must_use]
    pub fn with_name(mut self, name: &str) -> Self {
        if name.is_empty() {
            return self;
        }
        self.statements.iter_mut().for_each(|statement| statement.policy = Some(name.to_owned()));
        self
    }

    /// Takes the statements of another document in, as where any of several policies may allow. Statements
    /// keep the numbers that they have in their own document.
    pub fn add(&mut self, other: Self) {
        self.variables |= other.variables;
        self.statements.extend(other.statements);
    }

    /// Whether what it says depends on the value of a condition key.
    pub(crate) fn asks_about(&self, key: &str) -> bool {
        let is_it = |condition: &Condition| condition.is_about(key);
        self.statements.iter().any(|statement| statement.conditions.iter().any(is_it))
    }

    /// Whether what it says depends on the tags of the resource, by a key or a variable.
    pub(crate) fn asks_about_tags(&self) -> bool {
        let is_one = |text: &String| text.to_lowercase().contains(OF_RESOURCE);
        let asks = |condition: &Condition| is_one(&condition.key) || condition.values.iter().any(is_one);
        self.statements.iter().any(|statement| statement.conditions.iter().any(asks))
    }

    /// A statement by its number, from 1.
    pub fn statement(&self, number: usize) -> Option<&Statement> {
        self.statements.get(number.checked_sub(1)?)
    }
}

struct Reader<'d> {
    document: &'d Document,
}

impl<'d> Reader<'d> {
    fn wrong<T>(&self, value: Range<usize>, what: impl Into<String>, remedy: &str) -> Result<T, PolicyError> {
        let position = self.document.position(value.start);
        Err(PolicyError { flaw: Box::new(Flaw::at(value, position, what, remedy)) })
    }

    fn policy(&self) -> Result<Policy, PolicyError> {
        let root = self.document.root();
        if root.kind() != Kind::Object {
            let what = format!("a policy is a JSON object, and this is {}", root.kind().noun());
            return self.wrong(
                root.span(),
                what,
                "Write `{\"Version\": \"2012-10-17\", \"Statement\": [ … ]}`.",
            );
        }
        let mut policy = Policy::default();
        let mut found = false;
        for member in root.members() {
            let value = member.value();
            match member.key().as_str() {
                Some("Version") => policy.variables = self.text(value, "Version")? == WITH_VARIABLES,
                Some("Id") => {}
                Some("Statement") if value.kind() == Kind::Array => {
                    found = true;
                    for (at, statement) in value.elements().enumerate() {
                        policy.statements.push(self.statement(statement, at + 1)?);
                    }
                }
                Some("Statement") => {
                    found = true;
                    policy.statements.push(self.statement(value, 1)?);
                }
                _ => {
                    let what = format!("a policy has no element {}", member.key_raw());
                    return self.wrong(member.key_span(), what, "Use Version, Id and Statement.");
                }
            }
        }
        if found {
            return Ok(policy);
        }
        self.wrong(root.span(), "it has no Statement", "Add `\"Statement\": [ … ]`.")
    }

    fn statement(&self, value: Value<'d>, number: usize) -> Result<Statement, PolicyError> {
        if value.kind() != Kind::Object {
            let what = format!("statement {number} is {}", value.kind().noun());
            return self.wrong(value.span(), what, "Write an object.");
        }
        let mut statement = Statement {
            policy: None,
            number,
            sid: None,
            effect: Effect::Deny,
            principals: Principals::Holder,
            actions: Names::Unsaid,
            resources: Names::Unsaid,
            conditions: Vec::new(),
            span: value.span(),
        };
        let mut has_effect = false;
        for member in value.members() {
            let inner = member.value();
            match member.key().as_str() {
                Some("Sid") => statement.sid = Some(self.text(inner, "Sid")?).filter(|sid| !sid.is_empty()),
                Some("Effect") => {
                    has_effect = true;
                    statement.effect = match self.text(inner, "Effect")?.as_str() {
                        "Allow" => Effect::Allow,
                        "Deny" => Effect::Deny,
                        other => {
                            let what = format!("the Effect of statement {number} is `{other}`");
                            return self.wrong(inner.span(), what, "Write Allow or Deny, in these letters.");
                        }
                    };
                }
                Some("Principal") => statement.principals = Principals::These(self.principals(inner)?),
                Some("NotPrincipal") => statement.principals = Principals::AllBut(self.principals(inner)?),
                Some(name @ "Action") => statement.actions = Names::These(self.texts(inner, name)?),
                Some(name @ "NotAction") => statement.actions = Names::AllBut(self.texts(inner, name)?),
                Some(name @ "Resource") => statement.resources = Names::These(self.texts(inner, name)?),
                Some(name @ "NotResource") => statement.resources = Names::AllBut(self.texts(inner, name)?),
                Some("Condition") => statement.conditions = self.conditions(inner)?,
                _ => {
                    let what = format!(
                        "statement {number} has an element {}, which policies do not have",
                        member.key_raw()
                    );
                    let remedy = "Use Sid, Effect, Principal, Action, Resource, Condition, NotPrincipal, NotAction \
                                  or NotResource.";
                    return self.wrong(member.key_span(), what, remedy);
                }
            }
        }
        if !has_effect {
            return self.wrong(
                value.span(),
                format!("statement {number} has no Effect"),
                "Add Allow or Deny.",
            );
        }
        Ok(statement)
    }

    fn principals(&self, value: Value<'d>) -> Result<Vec<Principal>, PolicyError> {
        if value.kind() == Kind::String {
            let text = self.text(value, "Principal")?;
            return Ok(vec![if text == "*" { Principal::Everybody } else { Principal::Nobody(text) }]);
        }
        if value.kind() != Kind::Object {
            let what = format!("a Principal is {}", value.kind().noun());
            return self.wrong(
                value.span(),
                what,
                "Write \"*\" or `{\"Service\": \"events.amazonaws.com\"}`.",
            );
        }
        let mut list = Vec::new();
        for member in value.members() {
            let kind = member.key();
            for text in self.texts(member.value(), "Principal")? {
                let Some(principal) = kind.as_str().and_then(|kind| Principal::read(kind, &text)) else {
                    let what = format!("{} is not a kind of principal", member.key_raw());
                    return self.wrong(
                        member.key_span(),
                        what,
                        "Use AWS, Service, Federated or CanonicalUser.",
                    );
                };
                list.push(principal);
            }
        }
        Ok(list)
    }

    fn conditions(&self, value: Value<'d>) -> Result<Vec<Condition>, PolicyError> {
        let object = |value: Value<'d>| {
            let kind = value.kind();
            if kind == Kind::Object {
                return Ok(());
            }
            let what = format!("a Condition has {} where it wants an object", kind.noun());
            self.wrong(value.span(), what, "Write `{\"ArnEquals\": {\"aws:SourceArn\": \"…\"}}`.")
        };
        object(value)?;
        let mut conditions = Vec::new();
        for operator in value.members() {
            object(operator.value())?;
            for key in operator.value().members() {
                conditions.push(Condition {
                    operator: operator.key().to_string_lossy().into_owned(),
                    key: key.key().to_string_lossy().into_owned(),
                    values: self.texts(key.value(), "Condition")?,
                });
            }
        }
        Ok(conditions)
    }

    /// One text or a list of them; numbers and booleans count as their text, as IAM takes them.
    fn texts(&self, value: Value<'d>, element: &str) -> Result<Vec<String>, PolicyError> {
        if value.kind() == Kind::Array {
            return value.elements().map(|value| self.text(value, element)).collect();
        }
        Ok(vec![self.text(value, element)?])
    }

    fn text(&self, value: Value<'d>, element: &str) -> Result<String, PolicyError> {
        match value.kind() {
            Kind::String => Ok(value.owned_text().unwrap_or_default()),
            Kind::Number | Kind::True | Kind::False => Ok(value.raw().to_owned()),
            other @ (Kind::Object | Kind::Array | Kind::Null) => {
                let what = format!("{element} has {} where it wants a text", other.noun());
                self.wrong(value.span(), what, "Write a text in quotes.")
            }
        }
    }
}
