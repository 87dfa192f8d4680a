//! Only the gate changes an account: the client's calls that do are gathered from `src/aws`, and nobody else
//! makes them.

use super::source::{gather, root, sources};
use std::collections::{BTreeMap, BTreeSet};

/// Each function of some source text: whether others may call it, and its text with what follows up to the
/// next one.
fn functions(source: &str) -> Vec<(String, bool, String)> {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found: Vec<(String, bool, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
        let head = line.trim_start().split_once("fn ").filter(|(before, _)| {
            before.split_whitespace().all(|word| matches!(word, "pub" | "async") || word.starts_with("pub("))
        });
        if let Some((before, rest)) = head {
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.push((name, before.split_whitespace().any(|word| word == "pub"), String::new()));
        }
        if let Some((_, _, text)) = found.last_mut() {
            text.push_str(line);
        }
    }
    found
}

/// The names, among those functions, of the open ones that come to send a write.
fn writing(functions: &[(String, bool, String)]) -> BTreeSet<String> {
    let mut names: BTreeSet<&str> = ["write"].into();
    loop {
        let calls = |text: &str| names.iter().any(|name| text.contains(&format!(".{name}(")));
        let more: BTreeSet<&str> =
            functions.iter().filter(|(_, _, text)| calls(text)).map(|(name, _, _)| name.as_str()).collect();
        let before = names.len();
        names.extend(more);
        if names.len() == before {
            break;
        }
    }
    let open = functions.iter().filter(|(name, open, _)| *open && names.contains(name.as_str()));
    open.map(|(name, _, _)| name.clone()).collect()
}

fn writes_of_the_client() -> BTreeSet<String> {
    let mut files = Vec::new();
    gather(&root().join("src/aws"), &mut files);
    let texts = files.iter().filter(|file| !file.with_extension("").iter().any(|part| part == "tests"));
    let all: Vec<_> =
        texts.flat_map(|file| functions(&std::fs::read_to_string(file).unwrap_or_default())).collect();
    writing(&all)
}

#[test]
fn only_the_gate_changes_an_account() {
    let writes = writes_of_the_client();
    for known in ["carry_out", "put_events", "put_rule", "switch_rule"] {
        assert!(writes.contains(known), "{known} is not found as a write: {writes:?}");
    }
    let mut callers: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (module, file) in sources() {
        let free = module.first().is_none_or(|first| matches!(first.as_str(), "aws" | "local"))
            || module.starts_with(&["runtime".to_owned(), "gate".to_owned()]);
        if !free {
            let called = writes.iter().filter(|name| file.methods.contains(*name)).map(String::as_str);
            callers.entry(module.join("/")).or_default().extend(called);
        }
        let confirms = file.paths.iter().any(|path| path.ends_with("Confirmed::on_command_line"));
        assert!(!confirms || module == ["cli", "confirm"], "{} says yes by itself", module.join("/"));
    }
    callers.retain(|_, called| !called.is_empty());
    assert!(callers.is_empty(), "these write past the gate: {callers:?}");
}

#[test]
fn a_planted_write_is_found() {
    let source = "
    /// Nothing is .write( here.
    pub async fn open(&self) {
        self.inner().await
    }

    async fn inner(&self) {
        self.write(call).await
    }

    pub fn reads(&self) {
        self.read(call)
    }
";
    assert_eq!(writing(&functions(source)), BTreeSet::from(["open".to_owned()]));
}
