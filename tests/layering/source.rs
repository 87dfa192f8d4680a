//! Reads source files as far as it matters here: the paths they name, the methods they call, and what of them
//! is only for tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A token that matters here.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    /// `::`
    Colons,
    Mark(char),
}

/// The tokens of a source text, without comments, texts and characters.
fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let at = |n: usize| chars.get(n).copied().unwrap_or('\0');
    let mut out = Vec::new();
    let mut n = 0;
    while n < chars.len() {
        let c = at(n);
        if c == '/' && at(n + 1) == '/' {
            while n < chars.len() && at(n) != '\n' {
                n += 1;
            }
        } else if c == '/' && at(n + 1) == '*' {
            let mut depth = 0;
            loop {
                match (at(n), at(n + 1)) {
                    ('/', '*') => (depth, n) = (depth + 1, n + 2),
                    ('*', '/') => (depth, n) = (depth - 1, n + 2),
                    _ => n += 1,
                }
                if depth == 0 || n >= chars.len() {
                    break;
                }
            }
        } else if c == '"' {
            n += 1;
            while n < chars.len() && at(n) != '"' {
                n += if at(n) == '\\' { 2 } else { 1 };
            }
            n += 1;
        } else if c == '\'' {
            // A character, or a lifetime, which ends without a quote.
            if at(n + 1) == '\\' {
                n += 3;
                while n < chars.len() && at(n) != '\'' {
                    n += 1;
                }
                n += 1;
            } else if at(n + 2) == '\'' {
                n += 3;
            } else {
                n += 1;
            }
        } else if c.is_alphabetic() || c == '_' {
            let start = n;
            while at(n).is_alphanumeric() || at(n) == '_' {
                n += 1;
            }
            let word: String = chars[start..n].iter().collect();
            let hashes = (n..).take_while(|n| at(*n) == '#').count();
            if matches!(word.as_str(), "r" | "br" | "cr") && at(n + hashes) == '"' {
                let end: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                n += hashes + 1;
                while n < chars.len() && !end.chars().enumerate().all(|(k, c)| at(n + k) == c) {
                    n += 1;
                }
                n += end.len();
            } else if word == "r" && hashes == 1 {
                n += 1;
            } else {
                out.push(Token::Word(word));
            }
        } else if c == ':' && at(n + 1) == ':' {
            out.push(Token::Colons);
            n += 2;
        } else {
            if !c.is_whitespace() {
                out.push(Token::Mark(c));
            }
            n += 1;
        }
    }
    out
}

/// What one source file says.
#[derive(Debug, Default)]
pub(super) struct File {
    /// Every path, resolved: `crate::app::Model`, `tokio::spawn`. Paths of one part are left out.
    pub(super) paths: BTreeSet<String>,
    /// Names called with a dot before and a parenthesis behind.
    pub(super) methods: BTreeSet<String>,
    /// Names with an exclamation mark behind.
    pub(super) macros: BTreeSet<String>,
    /// Names of any sort that stand in the file.
    pub(super) words: BTreeSet<String>,
    /// Modules that exist only for tests.
    pub(super) test_modules: Vec<String>,
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    /// The module the tokens stand in, such as `["app", "screen"]`.
    module: Vec<String>,
    /// For each open brace, whether it opened a module.
    braces: Vec<bool>,
    file: File,
}

pub(super) fn read(source: &str, module: &[String]) -> File {
    let tokens = tokens(source);
    let mut reader =
        Reader { tokens: &tokens, at: 0, module: module.to_vec(), braces: Vec::new(), file: File::default() };
    while reader.at < tokens.len() {
        reader.step();
    }
    reader.file
}

impl Reader<'_> {
    fn mark(&self, ahead: usize, mark: char) -> bool {
        self.tokens.get(self.at + ahead) == Some(&Token::Mark(mark))
    }

    fn word(&self, ahead: usize) -> Option<&str> {
        match self.tokens.get(self.at + ahead) {
            Some(Token::Word(word)) => Some(word),
            _ => None,
        }
    }

    fn step(&mut self) {
        if self.for_tests() {
            return;
        }
        match &self.tokens[self.at] {
            Token::Mark('{') => {
                self.braces.push(false);
                self.at += 1;
            }
            Token::Mark('}') => {
                if self.braces.pop() == Some(true) {
                    self.module.pop();
                }
                self.at += 1;
            }
            Token::Word(word) if word == "mod" && self.word(1).is_some() && self.mark(2, '{') => {
                let name = self.word(1).unwrap_or_default().to_owned();
                self.module.push(name);
                self.braces.push(true);
                self.at += 3;
            }
            // Where a name may be seen says nothing of who knows whom.
            Token::Word(word) if word == "pub" && self.mark(1, '(') && self.word(2) == Some("in") => {
                while self.at < self.tokens.len() && !self.mark(0, ')') {
                    self.at += 1;
                }
            }
            Token::Word(_) => {
                self.path(&[]);
                // With a path before it, too: `std::println!`.
                if self.mark(0, '!') && !self.mark(1, '=') {
                    let last = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
                    if let Some(Token::Word(name)) = last {
                        self.file.macros.insert(name.clone());
                    }
                }
            }
            Token::Mark('.') if self.word(1).is_some() && self.mark(2, '(') => {
                let name = self.word(1).unwrap_or_default().to_owned();
                self.file.methods.insert(name);
                self.at += 3;
            }
            Token::Mark(_) | Token::Colons => self.at += 1,
        }
    }

    /// `#[cfg(test)]`: what it stands before is left out.
    fn for_tests(&mut self) -> bool {
        let head = [
            Token::Mark('#'),
            Token::Mark('['),
            Token::Word("cfg".into()),
            Token::Mark('('),
            Token::Word("test".into()),
        ];
        if !self.tokens[self.at..].starts_with(&head) {
            return false;
        }
        self.at += head.len() + 2;
        if self.word(0) == Some("pub") {
            self.at += 1;
            while self.mark(0, '(') || self.mark(1, ')') || self.mark(0, ')') {
                self.at += 1;
            }
        }
        if self.word(0) == Some("mod") && self.mark(2, ';') {
            let name = self.word(1).unwrap_or_default().to_owned();
            self.file.test_modules.push(name);
        }
        let mut depth = 0;
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token {
                Token::Mark('{') => depth += 1,
                Token::Mark('}') if depth <= 1 => break,
                Token::Mark('}') => depth -= 1,
                Token::Mark(';') if depth == 0 => break,
                _ => {}
            }
        }
        true
    }

    /// A path, with all the branches of a group in braces.
    fn path(&mut self, before: &[String]) {
        let mut parts = before.to_vec();
        loop {
            match self.tokens.get(self.at) {
                Some(Token::Word(word)) => {
                    parts.push(word.clone());
                    self.file.words.insert(word.clone());
                    self.at += 1;
                }
                Some(Token::Mark('{')) if !parts.is_empty() => {
                    self.at += 1;
                    self.keep(&parts);
                    while self.at < self.tokens.len() && !self.mark(0, '}') {
                        match &self.tokens[self.at] {
                            Token::Word(_) => self.path(&parts),
                            _ => self.at += 1,
                        }
                    }
                    self.at += 1;
                    return;
                }
                _ => break,
            }
            if self.tokens.get(self.at) != Some(&Token::Colons) {
                break;
            }
            self.at += 1;
        }
        self.keep(&parts);
    }

    fn keep(&mut self, parts: &[String]) {
        let mut base: Option<Vec<String>> = None;
        let mut rest = parts;
        while let Some(first) = rest.first() {
            match first.as_str() {
                "crate" if base.is_none() => base = Some(Vec::new()),
                "self" if base.is_none() => base = Some(self.module.clone()),
                "super" => {
                    let mut up = base.unwrap_or_else(|| self.module.clone());
                    up.pop();
                    base = Some(up);
                }
                _ => break,
            }
            rest = &rest[1..];
        }
        let path = match base {
            Some(base) => std::iter::once("crate".to_owned())
                .chain(base)
                .chain(rest.iter().cloned())
                .collect::<Vec<_>>(),
            None => rest.to_vec(),
        };
        if path.len() > 1 {
            self.file.paths.insert(path.join("::"));
        }
    }
}

pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All source files by module path, files only for tests left out.
pub(super) fn sources() -> BTreeMap<Vec<String>, File> {
    let mut files = BTreeMap::new();
    let mut paths = Vec::new();
    gather(&root().join("src"), &mut paths);
    let src = root().join("src");
    for path in paths {
        let mut module: Vec<String> = path
            .strip_prefix(&src)
            .unwrap()
            .with_extension("")
            .iter()
            .map(|part| part.to_str().unwrap().to_owned())
            .collect();
        if module.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
            module.pop();
        }
        files.insert(module.clone(), read(&std::fs::read_to_string(&path).unwrap(), &module));
    }
    let tests: Vec<Vec<String>> = files
        .iter()
        .flat_map(|(module, file)| {
            file.test_modules
                .iter()
                .map(|name| module.iter().cloned().chain([name.clone()]).collect())
                .collect::<Vec<_>>()
        })
        .collect();
    files.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    files
}

pub(super) fn gather(directory: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}
