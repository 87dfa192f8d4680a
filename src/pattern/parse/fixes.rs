//! Faults of a pattern that are fixed without thinking: brackets that are missing, an operator's name that is
//! misspelt, a sign turned round.

use super::foreign_conditions::{containing, translated};
use super::items::OPERATORS;
use super::messages::{Misplaced, NumericFault, PatternFault};
use super::misplaced::both;
use super::other_shapes;
use crate::json::{Document, Edit, Fix, Kind, Value, quote};
use crate::pattern::explain::{as_wildcards, classes_as_stars};
use crate::pattern::loose_operator::{self, Loose};
use crate::pattern::rule_settings::without;
use crate::pattern::vocabulary::{Connective, Meant, OF_ONE, is_unequal, sign};
use crate::pattern::wildcard::{Wildcard, WildcardFault, escape_wildcard};
use crate::text::edits;
use std::ops::Range;

/// The change that a person would make; nothing where it is not known what was meant.
pub(super) fn of(fault: &PatternFault, span: &Range<usize>, text: &str) -> Option<Fix> {
    let written = text.get(span.clone())?;
    let replace = |with: &str| Some(Fix::write(span.clone(), with));
    match fault {
        PatternFault::BareValue(_) => Some(Fix {
            label: format!("Put it into a list: [{written}]"),
            edits: vec![
                Edit { start: span.start, end: span.start, text: "[".to_owned() },
                Edit { start: span.end, end: span.end, text: "]".to_owned() },
            ],
        }),
        PatternFault::JsonInText(key) => other_shapes::out_of_text(key, span, text, written),
        PatternFault::NestedArray => {
            let inner = written.strip_prefix('[')?.strip_suffix(']')?.trim();
            (!inner.is_empty()).then_some(())?;
            Some(Fix::replace("Take the inner brackets away".to_owned(), span.clone(), inner.to_owned()))
        }
        PatternFault::OperatorBeside(_) => {
            let document = document(text)?;
            let around = document.root().around(span);
            let (list, operands) = (around.get(around.len().checked_sub(2)?)?, around.last()?);
            let word = list.elements().take_while(|item| item.span().end <= span.start).last()?;
            let items: Vec<Value<'_>> = std::iter::once(word).chain(operands.elements()).collect();
            let Some(Loose::Meant { items, .. }) = loose_operator::loose_operator(&items) else {
                return None;
            };
            Some(Fix::write(word.span().start..span.end, items))
        }
        PatternFault::TurnedRound(operator, inner) => {
            other_shapes::turned_round(&document(text)?, span, operator, inner)
        }
        PatternFault::AffixUnsupported(affix, inner) => {
            let document = document(text)?;
            (inner == "anything-but")
                .then(|| other_shapes::turned_round(&document, span, affix.name(), inner))
                .flatten()
        }
        PatternFault::ButUnsupported(_, Some(instead)) => {
            let document = document(text)?;
            let around = document.root().around(span);
            let object = around.get(around.len().checked_sub(2)?)?;
            let alone = object.members().count() == 1;
            alone.then(|| Fix::write(object.span(), instead.clone()))
        }
        PatternFault::UnknownOperator(word, _) if matches!(Meant::of(word), Some(Meant::Own(_))) => {
            let own = operator(word)?;
            let renamed = || replace(&quote(own.as_bytes()));
            let one_by_one = document(text).filter(|_| OF_ONE.contains(&own)).and_then(|document| {
                let list = document.root().around(span).last()?.get(word)?;
                (list.kind() == Kind::Array).then(|| translated(&document, span, word)).flatten()
            });
            one_by_one.or_else(renamed)
        }
        PatternFault::UnknownOperator(word, _)
            if Meant::of(word) == Some(Meant::Foreign { ours: "wildcard", renamed: false }) =>
        {
            containing(&document(text)?, span, word)
        }
        PatternFault::UnknownOperator(word, _)
            if word == "$or" || Connective::of(word) == Some(Connective::Or) =>
        {
            side_by_side(&document(text)?, span)
        }
        PatternFault::UnknownOperator(word, _) => {
            let perhaps = |meant| matches!(meant, Meant::Date { sure: false } | Meant::Without(_));
            let known = Meant::of(word).is_some_and(|meant| !perhaps(meant)) || sign(word).is_some();
            let near = || replace(&quote(operator(word).filter(|_| !known)?.as_bytes()));
            document(text).and_then(|document| translated(&document, span, word)).or_else(near)
        }
        PatternFault::ObjectInText => {
            let inside = object_in_text(Document::parse(written).ok()?.root())?;
            Some(Fix::replace("Take it out of its quotes".to_owned(), span.clone(), inside))
        }
        // Several names that are no operators' are those of fields; one alone may be a word of another
        // language.
        PatternFault::Misplaced(Misplaced::FieldInList {
            fields: Some(fields), surely, of_detail, ..
        }) => {
            let document = document(text)?;
            let around = document.root().around(span);
            let list = around.get(around.len().checked_sub(2)?)?;
            let alone = list.kind() == Kind::Array && list.elements().count() == 1;
            let fix = Fix::replace("Take the list away".to_owned(), list.span(), fields.clone());
            (alone && (*surely || *of_detail)).then_some(fix)
        }
        PatternFault::TooManyElements => without_ends(&document(text)?, span),
        PatternFault::SecondOperator => {
            let document = document(text)?;
            let around = document.root().around(span);
            let object = around.last()?;
            let members: Vec<_> = object.members().map(|member| (member.key(), member.value())).collect();
            let item = match members.as_slice() {
                [(a, begin), (b, end)] if *a == "prefix" && *b == "suffix" => both(*begin, *end)?,
                [(a, end), (b, begin)] if *a == "suffix" && *b == "prefix" => both(*begin, *end)?,
                _ => return None,
            };
            Some(Fix::write(object.span(), item))
        }
        PatternFault::Numeric(NumericFault::Operator(sign)) if is_unequal(sign) => {
            let document = document(text)?;
            let around = document.root().around(span);
            let object = around.get(around.len().checked_sub(3)?)?;
            let operands: Vec<_> = object.get("numeric")?.elements().collect();
            let [_, number] = operands.as_slice() else { return None };
            let item = format!("{{\"anything-but\": {}}}", number.raw());
            let fix = Fix::write(object.span(), item);
            (number.kind() == Kind::Number && object.members().count() == 1).then_some(fix)
        }
        PatternFault::Numeric(
            NumericFault::Operator(_) | NumericFault::SecondOperator(_) | NumericFault::BadSecondOperator(_),
        ) => match sign(written.trim_matches('"')) {
            Some(sign) => replace(&quote(sign.as_bytes())),
            None => other_shapes::numeric(&document(text)?, span),
        },
        PatternFault::Numeric(NumericFault::List(_)) => {
            let document = document(text)?;
            other_shapes::one_by_one(&document, span).or_else(|| other_shapes::numeric(&document, span))
        }
        PatternFault::Numeric(NumericFault::NotArray) => other_shapes::numeric(&document(text)?, span),
        PatternFault::Numeric(NumericFault::Operand(_)) => {
            let number = written.strip_prefix('"')?.strip_suffix('"')?;
            serde_json::from_str::<serde_json::Number>(number).ok()?;
            replace(number)
        }
        PatternFault::ExistsNotBool => match written.trim_matches('"').to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => replace("true"),
            "false" | "0" | "no" => replace("false"),
            _ => None,
        },
        PatternFault::NotString(_) => {
            if written.starts_with('[') {
                return each_alone(&document(text)?, span);
            }
            let is_scalar = !written.starts_with(['{', '[', '"']);
            is_scalar.then(|| Fix::write(span.clone(), format!("\"{written}\"")))
        }
        PatternFault::Wildcard(WildcardFault::Escape(_)) => {
            let expression = Document::parse(written).ok()?.root().owned_text()?;
            // A backslash of a path or a user's name is written twice.
            let classes = classes_as_stars(&expression);
            let plain = match as_wildcards(&expression).as_deref() {
                Some([wildcard]) => wildcard.clone(),
                Some(_) => return None,
                None if classes != expression && !classes.contains('\\') => classes,
                None => expression.replace('\\', "\\\\"),
            };
            Wildcard::read(plain.as_bytes()).ok()?;
            replace(&quote(plain.as_bytes()))
        }
        PatternFault::Wildcard(WildcardFault::Consecutive(_)) => {
            other_shapes::without_double_stars(&document(text)?, span, written)
        }
        PatternFault::Numeric(NumericFault::TooMany | NumericFault::FirstMember(_)) => {
            other_shapes::numeric(&document(text)?, span)
        }
        PatternFault::Cidr(fault) => other_shapes::block(fault, &document(text)?, span),
        PatternFault::ButListMember => other_shapes::joined_exclusions(&document(text)?, span),
        PatternFault::OrNotArray => other_shapes::branches(&document(text)?, span),
        PatternFault::Misplaced(Misplaced::OfTheRule { sure: true, .. }) => {
            let document = document(text)?;
            let member = document.root().members().find(|member| member.value().span() == *span)?;
            without(document.root(), &member.key_span())
        }
        PatternFault::Misplaced(word) => word.fix(span, written),
        PatternFault::NotAnObject
        | PatternFault::BareDetail
        | PatternFault::EmptyObject
        | PatternFault::EmptyArray
        | PatternFault::NoOperator
        | PatternFault::OrBranchNotObject
        | PatternFault::OrTooFew
        | PatternFault::ReservedInOr(_)
        | PatternFault::AffixNoName(_)
        | PatternFault::Numeric(
            NumericFault::Text(_)
            | NumericFault::Separator { .. }
            | NumericFault::TooManyTerms
            | NumericFault::Order,
        )
        | PatternFault::Incomparable(..)
        | PatternFault::ButNoName
        | PatternFault::ButUnsupported(_, None)
        | PatternFault::ButBareValue
        | PatternFault::ButNested
        | PatternFault::ButListMixed
        | PatternFault::ButFoldMember(_)
        | PatternFault::ButAffixMember(_)
        | PatternFault::ButWildcardMember(_)
        | PatternFault::ButEmptyAffix(_)
        | PatternFault::ButEmptyList
        | PatternFault::TooManyPaths
        | PatternFault::TooManyAlternatives
        | PatternFault::TooLong(_) => None,
    }
}

/// The pattern as a tree; none of a text that is too long to be one.
fn document(text: &str) -> Option<Document> {
    const LONGEST: usize = 20_000;
    if text.len() <= LONGEST { Document::parse(text).ok() } else { None }
}

/// The object that a text holds as JSON.
pub(super) fn object_in_text(value: Value<'_>) -> Option<String> {
    let inside = value.owned_text().filter(|text| text.trim_start().starts_with('{'))?;
    let is_object = Document::parse(inside.clone()).is_ok_and(|inside| inside.root().kind() == Kind::Object);
    is_object.then_some(inside)
}

/// Each text of an operator's list as a condition of its own in the field's list.
fn each_alone(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let holder = |above: usize| around.get(around.len().checked_sub(above)?).copied();
    let (list, object, texts) = (holder(3)?, holder(2)?, holder(1)?);
    let operator = object.members().next()?.key();
    let strings =
        texts.elements().all(|text| text.kind() == Kind::String) && texts.elements().next().is_some();
    let item = |text: Value<'_>| format!("{{{}: {}}}", quote(operator.as_bytes()), text.raw());
    let items = texts.elements().map(item).collect::<Vec<_>>().join(", ");
    let fix = Fix::write(object.span(), items);
    (strings && list.kind() == Kind::Array && object.members().count() == 1).then_some(fix)
}

/// The values of an `$or` among a field's items, side by side as alternatives of their own.
fn side_by_side(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let (list, object) = (around.get(around.len().checked_sub(2)?)?, around.last()?);
    let items: Vec<&str> = object.members().next()?.value().elements().map(Value::raw).collect();
    let items = items.join(", ");
    let sound = Document::parse(format!("[{items}]")).is_ok() && !items.is_empty();
    (sound && list.kind() == Kind::Array && object.members().count() == 1)
        .then(|| Fix::replace("Put them side by side".to_owned(), object.span(), items))
}

/// Several beginnings and ends that `anything-but` excludes, as a list of wildcards.
fn without_ends(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let (item, object) = (around.get(around.len().checked_sub(2)?)?, around.last()?);
    item.get("anything-but").filter(|inner| inner.span() == object.span())?;
    let mut wildcards = Vec::new();
    for member in object.members() {
        let value = member.value();
        for text in value.one_or_each() {
            let text = text.owned_text().filter(|text| !text.is_empty())?;
            wildcards.push(match member.key().as_str()? {
                "prefix" => format!("{}*", escape_wildcard(&text)),
                "suffix" => format!("*{}", escape_wildcard(&text)),
                "wildcard" => text,
                _ => return None,
            });
        }
    }
    let list: Vec<String> = wildcards.iter().map(|text| quote(text.as_bytes())).collect();
    let inner = format!("{{\"wildcard\": [{}]}}", list.join(", "));
    Some(Fix::write(object.span(), inner))
}

/// The operator that a word is nearest to.
pub(super) fn operator(word: &str) -> Option<&'static str> {
    let meant = Meant::of(word).and_then(Meant::renamed);
    let near = || {
        let most = if word.len() <= 4 { 1 } else { 2 };
        let lower = word.to_ascii_lowercase();
        let near = OPERATORS.iter().filter_map(|name| Some((edits(&lower, name, most)?, *name)));
        near.min_by_key(|(edits, _)| *edits).map(|(_, name)| name)
    };
    meant.or_else(near)
}

#[cfg(test)]
mod tests {
    use crate::pattern::Pattern;

    /// The text after the fix of each fault in turn, until none is left that has one.
    fn fixed(text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..20 {
            let Err(error) = Pattern::parse(&text) else { break };
            let Some(fix) = error.flaws().iter().find_map(|flaw| flaw.fix.clone()) else { break };
            text = fix.apply(&text);
        }
        text
    }

    #[test]
    fn mechanical_faults_are_fixed_one_after_the_other() {
        for (text, fix) in [
            (r#"{"source": "aws.ec2"}"#, r#"{"source": ["aws.ec2"]}"#),
            (r#"{"a": [{"prefx": "x"}]}"#, r#"{"a": [{"prefix": "x"}]}"#),
            (r#"{"a": [{"prefxi": "x"}]}"#, r#"{"a": [{"prefix": "x"}]}"#),
            (r#"{"a": [{"anything_but": "x"}]}"#, r#"{"a": [{"anything-but": "x"}]}"#),
            (r#"{"a": [{"numeric": ["=>", 5]}]}"#, r#"{"a": [{"numeric": [">=", 5]}]}"#),
            (r#"{"a": [{"numeric": ["=", [5, 6]]}]}"#, r#"{"a": [5, 6]}"#),
            (r#"{"a": [{"numeric": [">", [5]]}]}"#, r#"{"a": [{"numeric": [">", 5]}]}"#),
            (r#"{"a": [{"numeric": [">",1,000]}]}"#, r#"{"a": [{"numeric": [">",1000]}]}"#),
            (r#"{"a": [{"cidr": "10.0.0.*"}]}"#, r#"{"a": [{"cidr": "10.0.0.0/24"}]}"#),
            (r#"{"a": [{"cidr": "10.*"}]}"#, r#"{"a": [{"cidr": "10.0.0.0/8"}]}"#),
            (r#"{"a": [{"cidr": "10.0.x.x"}]}"#, r#"{"a": [{"cidr": "10.0.0.0/16"}]}"#),
            (r#"{"a": [{"cidr": "10.0.0.0-10.0.0.255"}]}"#, r#"{"a": [{"cidr": "10.0.0.0/24"}]}"#),
            (r#"{"a": [{"cidr": "10.0.0.0 - 10.0.0.15"}]}"#, r#"{"a": [{"cidr": "10.0.0.0/28"}]}"#),
            (r#"{"a": [{"numeric": [">", "5"]}]}"#, r#"{"a": [{"numeric": [">", 5]}]}"#),
            (r#"{"a": [{"exists": "true"}]}"#, r#"{"a": [{"exists": true}]}"#),
            (r#"{"a": [["x", "y"]]}"#, r#"{"a": ["x", "y"]}"#),
            (r#"{"a": ["anything-but", ["x"]]}"#, r#"{"a": [{"anything-but": "x"}]}"#),
            (r#"{"a": ["numeric", [">", 5]]}"#, r#"{"a": [{"numeric": [">", 5]}]}"#),
            (r#"{"a": [{">": 70}]}"#, r#"{"a": [{"numeric": [">", 70]}]}"#),
            (r#"{"a": [{"lt": 10, "gte": "5"}]}"#, r#"{"a": [{"numeric": [">=", 5, "<", 10]}]}"#),
            (
                r#"{"a": [{"equals-ignore-case": {"prefix": "x"}}]}"#,
                r#"{"a": [{"prefix": {"equals-ignore-case": "x"}}]}"#,
            ),
            (
                r#"{"a": [{"prefix": {"anything-but": ["x", "y"]}}]}"#,
                r#"{"a": [{"anything-but": {"prefix": ["x", "y"]}}]}"#,
            ),
            (r#"{"a": [{"not": {"exists": true}}]}"#, r#"{"a": [{"exists": false}]}"#),
            (r#"{"a": [{"$not": {"prefix": "x"}}]}"#, r#"{"a": [{"anything-but": {"prefix": "x"}}]}"#),
            (r#"{"a": [{"not": {"numeric": [">", 5]}}]}"#, r#"{"a": [{"numeric": ["<=", 5]}]}"#),
            (r#"{"a": {"$ne": "x"}}"#, r#"{"a": [{"anything-but": "x"}]}"#),
            (r#"{"a": {"$gt": 5}}"#, r#"{"a": [{"numeric": [">", 5]}]}"#),
            (r#"{"a": {"$eq": "x"}}"#, r#"{"a": ["x"]}"#),
            (r#"{"a": [{"contains": "x"}]}"#, r#"{"a": [{"wildcard": "*x*"}]}"#),
            (r#"{"a": [{"regex": "^x.*"}]}"#, r#"{"a": [{"wildcard": "x*"}]}"#),
            (r#"{"a": [{"!=": "x"}]}"#, r#"{"a": [{"anything-but": "x"}]}"#),
            (
                r#"{"a": [{"anything-but": {"numeric": [">", 0, "<=", 5]}}]}"#,
                r#"{"a": [{"numeric": ["<=", 0]}, {"numeric": [">", 5]}]}"#,
            ),
            (r#"{"a": [{"prefix": 5}]}"#, r#"{"a": [{"prefix": "5"}]}"#),
            (
                "{\"source\" => 'aws.ec2',\n \"detail\": {\"state\": stopped, \"n\": [{\"prefx\": \"a\"}],}\n",
                "{\"source\" : [\"aws.ec2\"],\n \"detail\": {\"state\": [\"stopped\"], \"n\": [{\"prefix\": \"a\"}]}}\n",
            ),
        ] {
            assert_eq!(fixed(text), fix, "{text}");
        }
    }

    #[test]
    fn a_fault_at_what_was_put_in_stands_between_characters() {
        for text in ["{\"a\":[{\"anythbut6:\u{6723}", "{\"a\":[\"\u{6723}", "{\"\u{6723}", "{\"a\":[{\"é:ü}}"]
        {
            let error = Pattern::parse(text).unwrap_err();
            for flaw in error.flaws() {
                assert!(text.get(flaw.span.clone()).is_some(), "{text}: {flaw:?}");
            }
        }
    }

    #[test]
    fn faults_behind_broken_json_are_told_too_each_at_its_place() {
        let text = "{\"a\" => [1],\n \"b\": \"x\",\n \"c\": [{\"prefx\": \"y\"}],\n}";
        let error = Pattern::parse(text).unwrap_err();
        let lines: Vec<_> =
            error.flaws().iter().map(|flaw| (flaw.position.line, flaw.fix.is_some())).collect();
        assert!(error.is_syntax());
        assert_eq!(lines, [(1, true), (2, true), (3, true), (3, true)], "{:#?}", error.flaws());
    }

    #[test]
    fn what_is_meant_by_nothing_that_is_known_gets_no_fix() {
        for text in [
            r#"{"a": [{"xyzzy": 1}]}"#,
            r#"{"a": [{"cidr": "10.0.0.0-10.0.1.5"}]}"#,
            r#"{"a": []}"#,
            r#"{"a": [{"numeric": ["~", 1]}]}"#,
            r#"{"a": [{"numeric": [">=",200,299]}]}"#,
            r#"{"a": [{"numeric": ["=",1,500,250]}]}"#,
            "[]",
        ] {
            assert_eq!(fixed(text), text);
        }
        for operand in
            ["[]", "{}", "[[]]", r#"["<", 1, "<", 2]"#, r#"[">", 2, "<", 1]"#, r#"["<=1", "<=2", "<=3"]"#]
        {
            let text = format!("{{\"a\": [{{\"numeric\": {operand}}}]}}");
            assert_eq!(fixed(&text), text);
        }
    }
}
