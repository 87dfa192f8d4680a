//! Says why an event does not match, and how the pattern would: `cargo run --no-default-features --example
//! explain`.

use buslens::pattern::{Event, Pattern, explain};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = r#"{"source": ["aws.ec2"], "detail": {"state": ["STOPPED"]}}"#;
    let pattern = Pattern::parse(text)?;
    let event = Event::parse(br#"{"source": "aws.ec2", "detail": {"state": "stopped"}}"#)?;

    let explanation = explain(&pattern, &event);
    for (node, miss) in explanation.misses() {
        println!("{}: {}", node.path, miss.sentence);
        if let Some(fix) = &miss.fix {
            println!("  {}: {}", fix.label, fix.apply(text));
        }
    }
    Ok(())
}
