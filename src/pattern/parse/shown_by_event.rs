//! What an event shows of a pattern that is refused: whether the objects in a list are fields.

use super::error::PatternError;
use super::is_valid;
use super::misplaced::as_fields;
use crate::json::{Document, Fix, Flaw, Kind, Limits, Value, quote};
use crate::pattern::Event;
use crate::text::safe_json;
use std::ops::Range;

/// What is said of an object in a list.
struct ListReading {
    what: String,
    remedy: String,
    /// What is to stand in the place of the list, where it has one object or all of them become one.
    asked: Option<String>,
}

impl PatternError {
    /// The same error of this text, its faults told as the event shows them: an object in a list, which may
    /// be a misspelt operator, is one of fields where the event has such objects.
    ///
    /// ```
    /// use buslens::pattern::{Event, Pattern};
    ///
    /// let text = r#"{"detail": {"tags": [{"Key": "env", "Value": "prod"}]}}"#;
    /// let event = Event::parse(br#"{"detail": {"tags": {"env": "prod"}}}"#)?;
    /// let error = Pattern::parse(text).unwrap_err().with_event(text, &event);
    /// let fixed = error.first().fix.as_ref().map(|fix| fix.apply(text));
    /// assert_eq!(fixed.as_deref(), Some(r#"{"detail": {"tags": {"env": ["prod"]}}}"#));
    /// # Ok::<(), buslens::pattern::EventError>(())
    /// ```
    #[must_use]
    pub fn with_event(mut self, text: &str, event: &Event) -> Self {
        if let Ok(document) = Document::parse_first(text, &Limits::default()) {
            // The objects of one list are one mistake.
            let mut remedies: Vec<String> = Vec::new();
            self.flaws_mut().retain_mut(|flaw| {
                let known = tell(flaw, &document, event);
                let again = known && remedies.contains(&flaw.remedy);
                if known {
                    remedies.push(flaw.remedy.clone());
                }
                !again
            });
        }
        self
    }
}

/// Tells a flaw as the event shows it, where it shows something of it.
fn tell(flaw: &mut Flaw, document: &Document, event: &Event) -> bool {
    let around = document.root().around(&flaw.span);
    let [.., list, object] = around.as_slice() else { return false };
    let first = object.members().next().filter(|first| first.key_span() == flaw.span);
    let (Some(first), Kind::Array) = (first, list.kind()) else { return false };
    let path = path(&around, &list.span());
    let Some(name) = path.last().filter(|_| path.len() > 1) else { return false };
    let there: Vec<Value<'_>> = objects(event.root(), &path);
    let fields =
        || there.iter().any(|object| first.key().as_str().is_some_and(|key| object.get(key).is_some()));
    let known = if let Some(named) = by_names(*list, &there) {
        named
    } else if fields() {
        beside(*list, *object, name)
    } else {
        return false;
    };
    flaw.fix = known.asked.filter(|asked| is_valid(asked)).map(|asked| Fix::write(list.span(), asked));
    flaw.what = known.what;
    flaw.remedy = known.remedy;
    true
}

/// The names from the top to a value among those around something.
fn path(around: &[Value<'_>], to: &Range<usize>) -> Vec<String> {
    let mut path = Vec::new();
    for two in around.windows(2) {
        let [outer, inner] = two else { continue };
        let member = outer.members().find(|member| member.value().span() == inner.span());
        path.extend(
            member.and_then(|member| member.key().as_str().map(str::to_owned)).filter(|name| name != "$or"),
        );
        if inner.span() == *to {
            break;
        }
    }
    path
}

/// The objects of an event at a path, those of arrays one by one.
fn objects<'e>(root: Value<'e>, path: &[String]) -> Vec<Value<'e>> {
    let mut values = vec![root];
    for name in path {
        values =
            values.into_iter().filter_map(|value| value.get(name)).flat_map(Value::one_or_each).collect();
    }
    values.retain(|value| value.kind() == Kind::Object);
    values
}

/// Objects of a name and a value each, where the event has one object with these names.
fn by_names(list: Value<'_>, there: &[Value<'_>]) -> Option<ListReading> {
    const MOST: usize = 50;
    list.elements().nth(MOST).is_none().then_some(())?;
    let mut fields: Vec<(String, Vec<&str>)> = Vec::new();
    for entry in list.elements() {
        let members: Vec<Value<'_>> = entry.members().map(|member| member.value()).collect();
        let [name, value] = members.as_slice() else { return None };
        let name = only(*name).owned_text()?;
        there.iter().any(|object| object.get(&name).is_some()).then_some(())?;
        let values = match value.kind() {
            Kind::Array => value.elements().map(Value::raw).collect(),
            Kind::Object => return None,
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => vec![value.raw()],
        };
        // Of two fields of one name the first would count for nothing.
        match fields.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => known.extend(values),
            None => fields.push((name, values)),
        }
    }
    let field =
        |(name, values): &(String, Vec<&str>)| format!("{}: [{}]", quote(name.as_bytes()), values.join(", "));
    let asked = format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "));
    is_valid(&asked).then(|| ListReading {
        what: "the event has one object here, with each name as a field, and no array of names and values"
            .to_owned(),
        remedy: format!("Write {}.", safe_json(&asked)),
        asked: Some(asked),
    })
}

/// The only element of a list, or the value itself.
fn only(value: Value<'_>) -> Value<'_> {
    let mut elements = value.elements();
    elements.next().filter(|_| elements.next().is_none()).unwrap_or(value)
}

/// An object with fields that the event's objects have.
fn beside(list: Value<'_>, object: Value<'_>, name: &str) -> ListReading {
    let asked = as_fields(object).filter(|_| list.elements().nth(1).is_none());
    let shown = safe_json(&quote(name.as_bytes())).into_owned();
    ListReading {
        what: format!(
            "the event has objects at {shown}, and in a list EventBridge takes an object for an operator"
        ),
        remedy: match &asked {
            Some(asked) => format!(
                "Ask for their fields by one object without brackets, each value in a list of its own: {shown}: {}.",
                safe_json(asked)
            ),
            None => format!(
                "Ask for their fields by one object without brackets, each value in a list of its own: {shown}: \
                    {{\"name\": [value]}}; EventBridge looks into each element."
            ),
        },
        asked,
    }
}
