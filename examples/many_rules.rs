//! Which of many rules match each event on standard input, one JSON object a line:
//! `cargo run --no-default-features --example many_rules < events.jsonl`.

use buslens::pattern::{Pattern, RuleSet, Scratch};
use std::io::BufRead as _;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut rules = RuleSet::new();
    rules.add("stopped", &Pattern::parse(r#"{"detail": {"state": ["stopped"]}}"#)?);
    rules.add("orders", &Pattern::parse(r#"{"source": [{"prefix": "com.example."}]}"#)?);
    rules.add("large", &Pattern::parse(r#"{"detail": {"amount": [{"numeric": [">", 1000]}]}}"#)?);

    // Kept from event to event, so that judging allocates nothing once it is warm.
    let mut scratch = Scratch::default();
    let mut matching = Vec::new();
    for (n, line) in std::io::stdin().lock().lines().enumerate() {
        matching.clear();
        match rules.matches(&mut scratch, line?.as_bytes(), &mut matching) {
            Ok(()) => println!("line {}: {matching:?}", n + 1),
            Err(error) => println!("line {}: {error}", n + 1),
        }
    }
    Ok(())
}
