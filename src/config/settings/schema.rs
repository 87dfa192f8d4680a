//! The JSON schema of the configuration, for editors: `assets/config.schema.json`, which the test here writes
//! and compares with what the reader takes. What stands in the file is the reader's.

use super::{KEYS, SWITCHES, Settings, accounts};
use crate::app::command::{Command, TABLE};
use crate::app::keymap::Keymap;
use serde_json::{Value, json};

fn faults(text: &str) -> Vec<String> {
    Settings::parse(text.as_bytes(), "config.toml").faults
}

/// A JSON schema of the file, for editors.
fn schema() -> Value {
    let mut settings = serde_json::Map::new();
    for switch in &SWITCHES {
        let about = json!({ "type": "boolean", "default": switch.usual, "description": switch.help });
        settings.insert(switch.name.to_owned(), about);
    }
    let keymap = Keymap::default();
    let help = |row: &Command| keymap.fill(row.help, row.contexts[0]);
    let mut commands: Vec<_> = TABLE.iter().map(|row| (row.name, help(row))).collect();
    commands.sort_unstable();
    let commands: serde_json::Map<String, Value> = commands
        .into_iter()
        .map(|(name, help)| {
            let about = json!({ "$ref": "#/definitions/keys", "description": help });
            (name.to_owned(), about)
        })
        .collect();
    settings.insert(
        KEYS.to_owned(),
        json!({
            "type": "object",
            "description": "Keys of commands, in place of the usual ones.",
            "additionalProperties": false,
            "properties": commands,
        }),
    );
    settings.insert(accounts::TABLE.to_owned(), accounts::schema());
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "The configuration of buslens, config.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": settings,
        "definitions": {
            "keys": {
                "description": "One key or several, such as \"x\", \"ctrl-x\" or \"F5\".",
                "anyOf": [
                    { "type": "string" },
                    { "type": "array", "items": { "type": "string" } },
                ],
            },
        },
    })
}

#[test]
fn the_schema_for_editors_is_that_of_the_reader() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/config.schema.json");
    let schema = schema();
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("BUSLENS_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "BUSLENS_BLESS=1 writes it anew");
    // What the schema allows, the reader takes, and nothing else.
    for (name, about) in schema["properties"].as_object().unwrap() {
        let value = if about["type"] == "boolean" { "true" } else { "{}" };
        assert_eq!(faults(&format!("{name} = {value}")), Vec::<String>::new());
    }
    let commands = schema["properties"]["keys"]["properties"].as_object().unwrap();
    assert_eq!(commands.len(), TABLE.len());
    for (name, about) in commands {
        let said = about["description"].as_str().unwrap();
        assert!(!said.contains(['{', '}']), "a key stands unnamed in: {said}");
        assert_eq!(faults(&format!("[keys]\n{name} = []")), Vec::<String>::new(), "{name}");
    }
}
