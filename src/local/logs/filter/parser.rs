//! Reads the JSON conditions of a filter pattern, what stands between `{` and `}`.

use super::{Comparison, Condition, SelectorStep, refused};
use crate::local::error::ApiResult;

/// Reads the inside of `{ … }`.
pub(super) struct Parser<'a> {
    pub(super) rest: &'a str,
}

impl Parser<'_> {
    pub(super) fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn try_take(&mut self, token: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn take(&mut self, token: &str) -> ApiResult<()> {
        if self.try_take(token) {
            Ok(())
        } else {
            Err(refused(&format!("{token} expected before {:?}.", head(self.rest))))
        }
    }

    pub(super) fn or(&mut self) -> ApiResult<Condition> {
        let mut left = self.and()?;
        while self.try_take("||") {
            left = Condition::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> ApiResult<Condition> {
        let mut left = self.one()?;
        while self.try_take("&&") {
            left = Condition::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> ApiResult<Condition> {
        if self.try_take("(") {
            let inner = self.or()?;
            self.take(")")?;
            return Ok(inner);
        }
        let path = self.selector()?;
        self.space();
        let word: String = self.rest.chars().take_while(char::is_ascii_alphabetic).collect();
        if word.eq_ignore_ascii_case("IS")
            || word.eq_ignore_ascii_case("EXISTS")
            || word.eq_ignore_ascii_case("NOT")
        {
            return Ok(Condition::Compare(path, self.words(&word)?));
        }
        let operator = ["!=", "<=", ">=", "=", "<", ">"]
            .into_iter()
            .find(|operator| self.try_take(operator))
            .ok_or_else(|| refused(&format!("an operator expected before {:?}.", head(self.rest))))?;
        self.space();
        let (quoted, operand) = self.operand()?;
        if let (false, Ok(number)) = (quoted, operand.parse::<f64>()) {
            return Ok(Condition::Compare(
                path,
                Comparison::Number { operator: operator.to_owned(), operand: number },
            ));
        }
        match operator {
            "=" | "!=" => {
                Ok(Condition::Compare(path, Comparison::Text { equal: operator == "=", pattern: operand }))
            }
            _ => Err(refused(&format!("{operator} needs a number."))),
        }
    }

    fn words(&mut self, first: &str) -> ApiResult<Comparison> {
        self.rest = &self.rest[first.len()..];
        if first.eq_ignore_ascii_case("EXISTS") {
            return Ok(Comparison::Exists(true));
        }
        self.space();
        let word: String = self.rest.chars().take_while(char::is_ascii_alphabetic).collect();
        self.rest = &self.rest[word.len()..];
        match (first.to_ascii_uppercase().as_str(), word.to_ascii_uppercase().as_str()) {
            ("NOT", "EXISTS") => Ok(Comparison::Exists(false)),
            ("IS", "NULL") => Ok(Comparison::IsNull),
            ("IS", "TRUE") => Ok(Comparison::Is(true)),
            ("IS", "FALSE") => Ok(Comparison::Is(false)),
            _ => Err(refused(&format!("{first} {word} is not a condition."))),
        }
    }

    fn selector(&mut self) -> ApiResult<Vec<SelectorStep>> {
        self.take("$")?;
        let mut path = Vec::new();
        loop {
            if let Some(rest) = self.rest.strip_prefix('.') {
                let end =
                    rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
                if end == 0 {
                    return Err(refused("a name is missing after a dot."));
                }
                path.push(SelectorStep::Key(rest[..end].to_owned()));
                self.rest = &rest[end..];
            } else if let Some(rest) = self.rest.strip_prefix('[') {
                let (inside, rest) =
                    rest.split_once(']').ok_or_else(|| refused("a bracket is not closed."))?;
                path.push(match inside.trim() {
                    "*" => SelectorStep::Every,
                    text => match text.parse() {
                        Ok(index) => SelectorStep::Index(index),
                        Err(_) => SelectorStep::Key(text.trim_matches(['"', '\'']).to_owned()),
                    },
                });
                self.rest = rest;
            } else {
                return if path.is_empty() {
                    Err(refused("a selector such as $.detail.state expected."))
                } else {
                    Ok(path)
                };
            }
        }
    }

    fn operand(&mut self) -> ApiResult<(bool, String)> {
        if let Some(rest) = self.rest.strip_prefix('"') {
            let (text, rest) = rest.split_once('"').ok_or_else(|| refused("a quote is not closed."))?;
            self.rest = rest;
            return Ok((true, text.to_owned()));
        }
        if self.rest.starts_with('%') {
            return Err(refused("regular expressions are not supported by the embedded account."));
        }
        let end =
            self.rest.find(|c: char| c.is_whitespace() || "&|(){}".contains(c)).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(refused(&format!("a value expected before {:?}.", head(self.rest))));
        }
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok((false, text.to_owned()))
    }
}

fn head(text: &str) -> String {
    text.chars().take(20).collect()
}
