//! Nothing raw reaches a terminal: hostile texts in every field that comes from outside, through every
//! command that prints, and what comes out on both streams.

use crate::commands::{Outcome, Served, buslens, json_lines, run};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// Characters that are never printed as they are, beside the control characters: written down here anew, so
/// that a hole in the program's own list shows.
const HIDDEN: &[(u32, u32)] = &[
    (0xad, 0xad),
    (0x34f, 0x34f),
    (0x600, 0x605),
    (0x61c, 0x61c),
    (0x6dd, 0x6dd),
    (0x70f, 0x70f),
    (0x890, 0x891),
    (0x8e2, 0x8e2),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x206f),
    (0x3164, 0x3164),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff9, 0xfffb),
    (0x110bd, 0x110bd),
    (0x13430, 0x13438),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0001, 0xe0001),
    (0xe0020, 0xe007f),
    (0xe0100, 0xe01ef),
];

/// Sequences that terminals act on.
pub const SEQUENCES: &[&str] = &[
    "\u{1b}[31mred\u{1b}[0m",
    "\u{1b}[2J\u{1b}[H",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]52;c;cm0gLXJmIC8=\u{7}",
    "\u{1b}]8;;http://x/\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{1b}_Gi=1;AAAA\u{1b}\\",
    "\u{1b}^pm\u{1b}\\",
    "\u{1b}[6n",
    "\u{1b}[c",
    "\u{1b}[?1049h",
    "\u{1b}c",
    "\u{1b}(0lqk",
    "\u{9b}31m",
    "\u{9d}0;t\u{9c}",
    "\u{90}q\u{9c}",
    "\u{98}x\u{9c}",
    "\u{9e}x\u{9c}",
    "\u{9f}x\u{9c}",
    "\r\u{1b}[K",
    "over\rwritten",
    "back\u{8}\u{8}space",
    "bell\u{7}",
    "del\u{7f}",
    "\u{e}shift\u{f}",
    "form\u{c}feed\u{b}",
    "next\u{85}line",
    "\u{202e}drowssap\u{202c}",
    "\u{2066}isolate\u{2069}",
    "zero\u{200b}width\u{200d}joiner",
    "bom\u{feff}",
    "soft\u{ad}hyphen",
];

/// More than five hundred texts: every sequence, and every character by itself.
pub fn payloads() -> Vec<String> {
    let controls = (0x01..=0x1f).chain(0x7f..=0x9f);
    let hidden = HIDDEN.iter().flat_map(|(from, to)| *from..=*to);
    let alone = controls.chain(hidden).filter_map(char::from_u32).map(|c| format!("a{c}b"));
    SEQUENCES.iter().map(|text| (*text).to_owned()).chain(alone).collect()
}

pub fn is_raw(c: char) -> bool {
    let code = u32::from(c);
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || HIDDEN.iter().any(|(from, to)| (*from..=*to).contains(&code))
}

/// Both streams say something, and nothing raw is in it.
pub fn assert_clean(what: &str, outcome: &Outcome) {
    for (stream, text) in [("stdout", &outcome.out), ("stderr", &outcome.err)] {
        if let Some((at, c)) = text.char_indices().find(|(_, c)| is_raw(*c)) {
            let from = text[..at].char_indices().rev().nth(40).map_or(0, |(at, _)| at);
            panic!("{what}: U+{:04X} on {stream} after {:?}", u32::from(c), &text[from..at]);
        }
    }
    assert!(!outcome.out.is_empty() || !outcome.err.is_empty(), "{what} says nothing");
}

/// JSON with the payloads written into it as raw as JSON lets them be.
pub fn raw_json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

struct Files {
    home: tempfile::TempDir,
}

impl Files {
    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.home.path().join(name), text).unwrap();
        name.to_owned()
    }

    fn run(&self, args: &[&str]) -> Outcome {
        run(&mut buslens(self.home.path(), args))
    }

    fn run_with(&self, args: &[&str], input: &str) -> Outcome {
        run(buslens(self.home.path(), args).write_stdin(input))
    }
}

#[test]
fn patterns_events_and_rules_from_files() {
    let files = Files { home: tempfile::tempdir().unwrap() };
    let payloads = payloads();
    assert!(payloads.len() >= 500, "{}", payloads.len());
    let list: Vec<String> = payloads.iter().map(|text| raw_json(text)).collect();
    let keys = |value: &str| {
        let members: Vec<_> = list.iter().take(120).map(|name| format!("{name}:{value}")).collect();
        format!("{{\"detail\":{{{}}},\"source\":[{}]}}", members.join(","), list.join(","))
    };
    let pattern = files.write("pattern.json", &keys("[\"x\",{\"prefix\":\"y\"}]"));
    let members: Vec<_> = list.iter().rev().map(|name| format!("{name}:{name}")).collect();
    let event = files
        .write("event.json", &format!("{{\"source\":{},\"detail\":{{{}}}}}", list[0], members.join(",")));
    for flags in [&[][..], &["--explain"], &["--json"], &["--explain", "--json"], &["--service-limits"]] {
        let args = [&["match", "-p", &pattern, "-e", &event], flags].concat();
        let outcome = files.run(&args);
        assert_clean(&args.join(" "), &outcome);
        if flags.contains(&"--json") {
            json_lines(&outcome.out);
        }
    }

    let pairs: Vec<String> = list
        .iter()
        .zip(&payloads)
        .flat_map(|(quoted, text)| {
            let as_text = |json: &str| serde_json::to_string(json).unwrap();
            [
                format!("{{\"id\":\t{{{quoted}:{quoted}}},\"pattern\":\"{{}}\",\"event\":\"{{}}\"}}"),
                format!("{{\"id\":1,\"pattern\":{quoted},\"event\":{quoted}}}"),
                format!(
                    "{{\"id\":2,\"pattern\":{},\"event\":{quoted}}}",
                    as_text(&format!("{{\"a\":[{quoted}]}}"))
                ),
                format!(
                    "{{\"id\":3,\"pattern\":{},\"event\":\"{{}}\"}}",
                    as_text(&format!("{{{quoted}:1}}"))
                ),
                text.replace('\n', " "),
            ]
        })
        .collect();
    let batch = files.run_with(&["match", "--batch"], &pairs.join("\n"));
    assert_clean("match --batch", &batch);
    let answers = json_lines(&batch.out);
    let ids: Vec<_> = answers.iter().filter_map(|answer| answer["id"].as_object()).collect();
    assert_eq!(ids.len(), payloads.len());
    for (id, text) in ids.iter().zip(&payloads) {
        assert_eq!(id[text.as_str()], text.as_str(), "an id keeps its meaning");
    }
    assert_clean("limits", &files.run_with(&["match", "--batch", "--service-limits"], &pairs.join("\n")));

    let rules: Vec<String> =
        list.iter().map(|name| format!("{{\"name\":{name},\"pattern\":{{\"source\":[{name}]}}}}")).collect();
    let rules = files.write("rules.jsonl", &rules.join("\n"));
    let events: Vec<String> = list
        .iter()
        .zip(&payloads)
        .flat_map(|(quoted, text)| [format!("{{\"source\":{quoted}}}"), text.replace('\n', " ")])
        .collect();
    let stream = files.write("events.jsonl", &events.join("\n"));
    for flags in [&[][..], &["--count"]] {
        let args = [&["match", "--rules", &rules, "--events", &stream], flags].concat();
        let outcome = files.run(&args);
        assert_clean(&args.join(" "), &outcome);
        json_lines(&outcome.out);
    }
    for flags in [&[][..], &["--json"]] {
        let args = [&["which", "--event", &event, "--rules", &rules], flags].concat();
        assert_clean(&args.join(" "), &files.run(&args));
    }

    let all = payloads.concat();
    for (name, text) in [("broken-pattern", format!("{{{all}")), ("broken-event", all.clone())] {
        let broken = files.write(name, &text);
        assert_clean(name, &files.run(&["match", "-p", &broken, "-e", &event]));
        assert_clean(name, &files.run(&["match", "-p", &pattern, "-e", &broken, "--json"]));
        assert_clean(name, &files.run(&["which", "--event", &broken, "--rules", &rules]));
        assert_clean(name, &files.run(&["which", "--event", &event, "--rules", &broken]));
    }

    let target = |settings: &str| format!("{{\"Id\":{},\"Arn\":{},{settings}}}", list[3], list[0]);
    for settings in [
        format!("\"Input\":{}", raw_json(&all)),
        format!("\"Input\":{}", raw_json(&list[13])),
        format!("\"InputPath\":{}", raw_json(&format!("$.{all}"))),
        "\"InputPath\":\"$.detail\"".to_owned(),
        format!(
            "\"InputTransformer\":{{\"InputPathsMap\":{{\"x\":\"$.source\"}},\"InputTemplate\":{}}}",
            raw_json(&format!("<x> {all}"))
        ),
    ] {
        let target = files.write("target.json", &target(&settings));
        for flags in [&[][..], &["--json"]] {
            let args = [&["render", "--target", &target, "-e", &event], flags].concat();
            assert_clean(&format!("{settings:.40}"), &files.run(&args));
        }
    }
}

#[test]
fn arguments_names_and_files_of_our_own() {
    let files = Files { home: tempfile::tempdir().unwrap() };
    let all = payloads().concat();
    let short: String = SEQUENCES.concat();
    for args in [
        &[all.as_str()][..],
        &[&format!("--{short}")],
        &["rules", &all],
        &["schedule", &format!("cron({all})")],
        &["schedule", "rate(1 hour)", "--from", &all],
        &["schedule", "rate(1 hour)", "--next", &all],
        &["completions", &all],
        &["match", "-p", &short, "-e", &short],
        &["match", "--rules", &short, "--events", &short],
        &["which", "--event", &short],
        &["render", "--target", &short, "-e", &short],
        &["replay", &short],
        &["put", "-e", &short, "--bus", &short, "--yes"],
        &["buses", "--region", &short],
        &["buses", "--profile", &short],
        &["buses", "--endpoint-url", &short],
        &["buses", "--endpoint-url", &format!("http://127.0.0.1:9/{short}")],
        &["buses", "--timeout", &all],
        &["serve", "--clock", &all],
        &["tail", "--log-group", &short, "--since", &all],
        &["rule", "disable", &short, "--bus", &short, "--yes", "--endpoint-url", "http://127.0.0.1:9"],
    ] {
        assert_clean(&args.join(" ").escape_debug().to_string(), &files.run(args));
    }
    let forged = "x\n\tbuslens: Done\r\nbuslens: Done";
    for args in [
        &[forged][..],
        &[&format!("--{forged}")],
        &["schedule", "rate(1 hour)", "--next", forged],
        &["serve", "--port", forged],
        &["taps", forged],
        &["buses", "--timeout", forged],
    ] {
        let told = files.run(args).err;
        assert!(told.lines().all(|line| !line.trim_start().starts_with("buslens: Done")), "{told}");
    }
    let pasted = files.run(&["buses", "--timeout", &"{\"a\": 1}".repeat(10_000)]).err;
    assert!(pasted.len() < 2_000, "{} bytes", pasted.len());
    for (name, value) in [("AWS_PROFILE", &short), ("AWS_REGION", &short), ("AWS_ENDPOINT_URL", &short)] {
        let outcome = run(buslens(files.home.path(), &["buses"]).env(name, value));
        assert_clean(name, &outcome);
    }
    let header = r#"{"buslens":2,"size":[80,24],"now":1,"session":{}}"#;
    for (name, text) in [
        ("garbage", all.clone()),
        ("header", format!("{header}\n{all}")),
        ("version", format!("{{\"buslens\":9,{all}")),
    ] {
        let recording = files.write(name, &text);
        assert_clean(name, &files.run(&["replay", &recording]));
    }

    let config = files.home.path().join(".config/buslens");
    std::fs::create_dir_all(&config).unwrap();
    let list: Vec<String> = payloads().iter().map(|text| raw_json(text)).collect();
    let settings: Vec<String> = list.iter().map(|name| format!("{name} = {name}")).collect();
    for text in [
        all.clone(),
        settings.join("\n"),
        format!("[keys]\n{}", settings.join("\n")),
        format!("[keys]\nhelp = [{}]", list.join(",")),
    ] {
        std::fs::write(config.join("config.toml"), text).unwrap();
        let outcome = files.run(&["schedule", "rate(1 hour)"]);
        assert_clean("config.toml", &outcome);
        assert!(outcome.err.contains("config.toml") && outcome.err.contains("read-only"), "{}", outcome.err);
    }
}

/// Asks the embedded account for something, as any AWS client would.
pub fn call(endpoint: &str, target: &str, body: &str) {
    let address = endpoint.trim_start_matches("http://");
    let mut connection = TcpStream::connect(address).unwrap();
    write!(
        connection,
        "POST / HTTP/1.1\r\nHost: {address}\r\nX-Amz-Target: {target}\r\nContent-Type: \
         application/x-amz-json-1.1\r\nAuthorization: AWS4-HMAC-SHA256 \
         Credential=x/20261121/us-east-1/events/aws4_request, SignedHeaders=host, Signature=0\r\nContent-Length: \
         {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn what_an_account_holds() {
    let served = Served::start();
    let list: Vec<String> = payloads().iter().map(|text| raw_json(text)).collect();
    for (n, texts) in payloads().chunks(40).enumerate() {
        let description = raw_json(&texts.concat());
        let pattern = raw_json(&format!("{{\"source\":[{}]}}", list[n]));
        let rule =
            format!("{{\"Name\":\"hostile-{n}\",\"Description\":{description},\"EventPattern\":{pattern}}}");
        call(served.endpoint(), "AWSEvents.PutRule", &rule);
        let target = format!(
            "{{\"Rule\":\"hostile-{n}\",\"Targets\":[{{\"Id\":\"1\",\"Arn\":\
             \"arn:aws:lambda:us-east-1:111122223333:function:f\",\"Input\":{}}}]}}",
            raw_json(&raw_json(&texts.concat()))
        );
        call(served.endpoint(), "AWSEvents.PutTargets", &target);
    }
    for command in ["rules", "targets"] {
        for flags in [&[][..], &["--json"]] {
            let args = [&[command, "--all"], flags].concat();
            let outcome = served.run(&args);
            assert_clean(&args.join(" "), &outcome);
            assert_eq!(outcome.code, 0, "{}", outcome.err);
            assert!(outcome.out.contains("hostile-3"), "{}", outcome.out);
        }
    }
    let off = served.run(&["rule", "disable", "hostile-1", "--yes"]);
    assert_clean("rule disable", &off);
    assert_eq!(off.code, 0, "{}", off.err);

    let events: Vec<String> = list
        .iter()
        .map(|text| {
            format!("{{\"source\":\"shop.orders\",\"detail-type\":{text},\"detail\":{{{text}:{text}}},\"resources\":[{text}]}}")
        })
        .collect();
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("events.json"), format!("[{}]", events.join(","))).unwrap();
    let events = home.path().join("events.json");
    let sent = served.run(&["put", "-e", events.to_str().unwrap(), "--bus", "audit", "--yes"]);
    assert_clean("put", &sent);
    let last = r#"{"source":"shop.orders","detail-type":"the last one","detail":{}}"#;
    assert_eq!(served.run_with(&["put", "-e", "-", "--bus", "audit", "--yes"], last).code, 0);
    for flags in [&[][..], &["--json"]] {
        let tail = ["--rule", "audit-to-logs", "--bus", "audit", "--since", "10m"];
        let args = [&tail, flags].concat();
        let outcome = served.tail_until(&args, "the last one");
        assert_clean(&args.join(" "), &outcome);
        assert!(outcome.out.lines().count() > 100, "{}{}", outcome.out, outcome.err);
        if flags.contains(&"--json") {
            let lines = json_lines(&outcome.out);
            for text in payloads() {
                let there = lines.iter().any(|line| line["event"]["detail"][&text] == text.as_str());
                assert!(there, "the event with {text:?} keeps its meaning");
            }
        }
    }
}

/// A server that refuses everything in words of its own choice.
fn refusing(words: String) -> String {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", server.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in server.incoming() {
            let Ok(mut connection) = connection else { return };
            let mut request = [0; 8192];
            let _ = connection.read(&mut request);
            let body = format!("{{\"__type\":{words},\"message\":{words},\"Message\":{words}}}");
            let _ = write!(
                connection,
                "HTTP/1.1 400 Bad Request\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: \
                 {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    endpoint
}

#[test]
fn what_a_server_answers() {
    let home = tempfile::tempdir().unwrap();
    for texts in payloads().chunks(60) {
        let endpoint = refusing(raw_json(&texts.concat()));
        for args in [&["buses"][..], &["rules", "--json"], &["rule", "disable", "x", "--yes"]] {
            let args = [args, &["--endpoint-url", &endpoint]].concat();
            assert_clean(&args.join(" "), &run(&mut buslens(home.path(), &args)));
        }
    }
}
