//! The commands that judge, explain, render and reckon without a screen.

mod batch;
mod files;
mod many;
mod one;
mod render;
mod schedule;
mod which;

use crate::commands::{self, Outcome};
use serde_json::Value;
use std::path::Path;

/// A folder with the files of one test.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path().join(name), content).unwrap();
        self
    }

    /// Runs the program in the folder.
    pub fn run(&self, args: &[&str], input: impl Into<Vec<u8>>) -> Outcome {
        commands::run(commands::buslens(self.path(), args).env("TZ", "UTC").write_stdin(input))
    }
}

impl Outcome {
    /// Standard output as one JSON document per line.
    pub fn lines(&self) -> Vec<Value> {
        commands::json_lines(&self.out)
    }
}

/// Fourteen fields, each in its own element of thirteen arrays of one path: to see that no choice suits all
/// of them takes very long. The budget is shared by the branches of the `$or`, of which only one comes into
/// question, so that it is soon used up.
pub fn undecidable() -> (String, String) {
    let name = |at: usize| format!("\"p{at:02}\"");
    let fields: Vec<String> = (0..14).map(|at| format!("{}:[1]", name(at))).collect();
    let branches: Vec<String> = (0..1_000).map(|at| format!("{{\"x\":[{at}]}}")).collect();
    let elements: Vec<String> = (0..14).map(|at| format!("{{{}:1}}", name(at))).collect();
    let array = format!("\"a\":[{}]", elements.join(","));
    let pattern = format!("{{\"a\":{{{}}},\"$or\":[{}]}}", fields.join(","), branches.join(","));
    (pattern, format!("{{\"x\":0,{}}}", vec![array; 13].join(",")))
}

pub fn judge_batch(input: impl Into<Vec<u8>>) -> Outcome {
    Folder::new().run(&["match", "--batch"], input)
}
