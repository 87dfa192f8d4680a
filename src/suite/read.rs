//! A suite from its text. A member that is not known is a fault, for a misspelt one would test nothing.

use super::{Case, ExpectedInput, Suite, SuiteFault};
use crate::input::InputTransformer;
use crate::json::{Document, Kind, Value};
use crate::model::{Arn, Target};
use crate::pattern::{Event, Pattern};
use std::collections::BTreeMap;

/// Reads a suite.
///
/// # Errors
///
/// Every fault that was found, in the order of the text.
pub(crate) fn read(text: &str) -> Result<Suite, Vec<SuiteFault>> {
    let document = Document::parse(text).map_err(|error| {
        let sentence = format!("The suite is not JSON: {}. {}", error.what(), error.remedy());
        vec![SuiteFault { place: error.position, sentence }]
    })?;
    let mut reader = Reader { document: &document, faults: Vec::new() };
    let suite = reader.suite();
    match suite {
        Some(suite) if reader.faults.is_empty() => Ok(suite),
        Some(_) | None => {
            reader.faults.sort_by_key(|fault| (fault.place.line, fault.place.column));
            Err(reader.faults)
        }
    }
}

struct Reader<'d> {
    document: &'d Document,
    faults: Vec<SuiteFault>,
}

impl<'d> Reader<'d> {
    fn fault(&mut self, at: usize, sentence: impl Into<String>) {
        self.faults.push(SuiteFault { place: self.document.position(at), sentence: sentence.into() });
    }

    /// The members by name, told where one is not among `known` or the value is no object.
    fn members(&mut self, of: Value<'d>, what: &str, known: &[&str]) -> BTreeMap<String, Value<'d>> {
        if of.kind() != Kind::Object {
            self.fault(of.span().start, format!("{what} is {}: make it an object.", of.kind().noun()));
        }
        let mut all = BTreeMap::new();
        for member in of.members() {
            let name = member.key().to_string_lossy().into_owned();
            if known.is_empty() || known.contains(&name.as_str()) {
                all.insert(name, member.value());
            } else {
                let known = known.join(", ");
                self.fault(member.span().start, format!("{what} has no \"{name}\": it may have {known}."));
            }
        }
        all
    }

    fn need(&mut self, found: Option<Value<'d>>, of: Value<'d>, what: &str) -> Option<Value<'d>> {
        if found.is_none() {
            self.fault(of.span().start, format!("{what} is missing."));
        }
        found
    }

    fn text(&mut self, value: Value<'d>, what: &str) -> Option<String> {
        let text = value.owned_text();
        if text.is_none() {
            self.fault(value.span().start, format!("{what} is {}: make it a text.", value.kind().noun()));
        }
        text
    }

    fn elements(&mut self, value: Value<'d>, what: &str) -> Vec<Value<'d>> {
        if value.kind() != Kind::Array {
            self.fault(value.span().start, format!("{what} is {}: make it a list.", value.kind().noun()));
        }
        value.elements().collect()
    }

    fn suite(&mut self) -> Option<Suite> {
        let root = self.document.root();
        let members = self.members(root, "A suite", &["$schema", "rule", "pattern", "targets", "cases"]);
        let rule = members.get("rule").and_then(|rule| self.text(*rule, "\"rule\", the rule's ARN,"));
        let pattern = self.need(members.get("pattern").copied(), root, "\"pattern\", the event pattern,");
        let pattern = pattern.and_then(|pattern| self.pattern(pattern));
        let listed = members.get("targets").map(|list| self.elements(*list, "\"targets\""));
        let targets: Vec<Target> =
            listed.into_iter().flatten().filter_map(|target| self.target(target)).collect();
        let cases = self.need(members.get("cases").copied(), root, "\"cases\", the list of cases,");
        let cases = cases.map(|list| self.elements(list, "\"cases\"")).unwrap_or_default();
        let cases = cases.into_iter().filter_map(|case| self.case(case, &targets)).collect();
        Some(Suite { rule: rule.unwrap_or_default(), pattern: pattern?, targets, cases })
    }

    fn pattern(&mut self, value: Value<'d>) -> Option<Pattern> {
        let (start, text) = match value.kind() {
            Kind::Object => (value.span().start, value.raw().to_owned()),
            Kind::String => (usize::MAX, self.text(value, "\"pattern\"")?),
            Kind::Array | Kind::Number | Kind::True | Kind::False | Kind::Null => {
                let noun = value.kind().noun();
                self.fault(
                    value.span().start,
                    format!("\"pattern\" is {noun}: make it an object or a text."),
                );
                return None;
            }
        };
        match Pattern::parse(&text) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                for flaw in error.flaws() {
                    // In a text, what is wrong is told by its place there.
                    let (at, where_) = match start.checked_add(flaw.span.start) {
                        Some(at) => (at, String::new()),
                        None => (value.span().start, format!("{} of it: ", flaw.position)),
                    };
                    let sentence =
                        format!("The pattern is not valid: {where_}{}. {}", flaw.what, flaw.remedy);
                    self.fault(at, sentence);
                }
                None
            }
        }
    }

    /// A target as the API's JSON has it; settings that do not decide over the input may be there too.
    fn target(&mut self, value: Value<'d>) -> Option<Target> {
        let members = self.members(value, "A target", &[]);
        let mut text = |name: &str| {
            members
                .get(name)
                .filter(|it| it.kind() != Kind::Null)
                .and_then(|it| self.text(*it, &format!("\"{name}\"")))
        };
        let (id, arn) = (text("Id"), text("Arn"));
        let (input, input_path) = (text("Input"), text("InputPath"));
        let transformer = members.get("InputTransformer").and_then(|it| self.transformer(*it));
        if id.is_none() {
            self.need(None, value, "A target's \"Id\"");
        }
        Some(Target {
            id: id?,
            arn: Arn::new(arn.unwrap_or_default()),
            role: None,
            input,
            input_path,
            transformer,
            ..Target::default()
        })
    }

    fn transformer(&mut self, value: Value<'d>) -> Option<InputTransformer> {
        let members = self.members(value, "\"InputTransformer\"", &["InputPathsMap", "InputTemplate"]);
        let template = self.need(members.get("InputTemplate").copied(), value, "\"InputTemplate\"")?;
        let template = self.text(template, "\"InputTemplate\"")?;
        let paths = members.get("InputPathsMap").map(|it| self.members(*it, "\"InputPathsMap\"", &[]));
        let paths = paths.into_iter().flatten();
        let paths = paths.filter_map(|(name, path)| Some((name, self.text(path, "A path")?))).collect();
        Some(InputTransformer { paths, template })
    }

    fn case(&mut self, value: Value<'d>, targets: &[Target]) -> Option<Case> {
        let members = self.members(value, "A case", &["name", "event", "matches", "receives"]);
        let name = self.need(members.get("name").copied(), value, "A case's \"name\"");
        let name = name.and_then(|name| self.text(name, "\"name\""));
        let event = self.need(members.get("event").copied(), value, "A case's \"event\"");
        let event = event.and_then(|event| match Event::parse(event.raw().as_bytes()) {
            Ok(event) => Some(event),
            Err(_) => {
                self.fault(
                    event.span().start,
                    format!("\"event\" is {}: make it an object.", event.kind().noun()),
                );
                None
            }
        });
        let matches = self.need(members.get("matches").copied(), value, "A case's \"matches\"");
        let matches = matches.and_then(|it| match it.kind() {
            Kind::True => Some(true),
            Kind::False => Some(false),
            Kind::Object | Kind::Array | Kind::String | Kind::Number | Kind::Null => {
                self.fault(
                    it.span().start,
                    format!("\"matches\" is {}: make it true or false.", it.kind().noun()),
                );
                None
            }
        });
        let mut receives = Vec::new();
        if let Some(expected) = members.get("receives") {
            if matches == Some(false) {
                self.fault(
                    expected.span().start,
                    "An event that does not match is received by no target: take \"receives\" out.",
                );
            }
            for (id, value) in self.members(*expected, "\"receives\"", &[]) {
                if !targets.iter().any(|target| target.id == id) {
                    self.fault(
                        value.span().start,
                        format!("\"targets\" has no target with the Id \"{id}\"."),
                    );
                }
                receives.push((id, expected_of(value)));
            }
        }
        let place = self.document.position(value.span().start);
        Some(Case { name: name?, place, event: event?, matches: matches?, receives })
    }
}

fn expected_of(value: Value<'_>) -> ExpectedInput {
    match value.owned_text() {
        Some(text) => ExpectedInput::Text(text),
        None => ExpectedInput::Json(serde_json::from_str(value.raw()).unwrap_or_default()),
    }
}
