//! Judges one event by one pattern: `cargo run --no-default-features --example judge PATTERN EVENT`.

use buslens::pattern::{Event, Pattern, Verdict};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let pattern = args.next().unwrap_or_else(|| r#"{"detail": {"state": ["stopped"]}}"#.into());
    let event = args.next().unwrap_or_else(|| r#"{"detail": {"state": "stopped"}}"#.into());

    let pattern = Pattern::parse(&pattern)?;
    let event = Event::parse(event.as_bytes())?;
    match pattern.matches(&event) {
        Verdict::Match => println!("match"),
        Verdict::NoMatch => println!("no match"),
        Verdict::Undecided => println!("undecided: too many arrays on one path"),
    }
    Ok(())
}
