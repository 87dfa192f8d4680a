//! Any template and paths on any event: four texts, divided by NUL: template, two paths, event.

#![no_main]

use buslens::input::{InputTransformer, TargetInput, Template, Unsent, Variables, check, lints, log_entry, render};
use buslens::json::Document;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut parts = text.splitn(4, '\0');
    let mut part = || parts.next().unwrap_or_default().to_owned();
    let (template, a, b, event) = (part(), part(), part(), part());
    let event = Document::parse(event).unwrap_or_else(|_| Document::parse("{}").unwrap());
    let input_path = TargetInput { input_path: Some(&a), ..TargetInput::default() };
    let _ = render(&input_path, &event, &Variables::default());
    let transformer = InputTransformer { paths: [("a".to_owned(), a.clone()), ("b".to_owned(), b)].into(), template };
    let target = TargetInput { id: "T", transformer: Some(&transformer), ..TargetInput::default() };
    let json = Template::new(&transformer.template).is_json();
    let _ = lints(&target, Some(&event), true);
    let _ = log_entry(&target, &event, &Variables::default());
    match render(&target, &event, &Variables::default()) {
        Ok(sent) => assert!(check(&target).is_ok() && (!json || Document::parse(sent).is_ok())),
        Err(Unsent::NotDelivered(reason)) => {
            assert!(reason.span().is_none_or(|span| transformer.template.get(span).is_some()));
            assert!(!reason.to_string().chars().any(char::is_control));
        }
        Err(refused) => assert!(!refused.to_string().chars().any(char::is_control)),
    }
});
