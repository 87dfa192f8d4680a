//! A set of rules says what each pattern says alone.

use proptest::prelude::*;
use proptest::sample::select;

use super::{RuleSet, Scratch};
use crate::pattern::{Event, Pattern, Verdict};

/// Names and values from a small world, so that patterns and events meet often and miss narrowly.
const NAMES: [&str; 9] = ["a", "b", "c", "a.b", "b.c", "", "longer-than-eight", "\\u0061", "x.y.z"];
const SCALARS: [&str; 34] = [
    r#""x""#,
    r#""X""#,
    r#""xy""#,
    r#""yx""#,
    r#""""#,
    r#""x\"""#,
    r#""\u0078""#,
    r#""\ud800""#,
    r#""ß""#,
    r#""SS""#,
    r#""x/y/x""#,
    r#""10.0.0.1""#,
    r#""010.0.0.1""#,
    r#""10.0.0.9""#,
    r#""::ffff:a00:1""#,
    r#""true""#,
    r#""1""#,
    "0",
    "-0",
    "1",
    "1.0",
    "10e-1",
    "2",
    "5",
    "-3",
    "300",
    "3.0e2",
    "9007199254740993",
    "9007199254740992",
    "0.30000000000000001",
    "true",
    "false",
    "null",
    r#""xxxxxxxxxxxxxxxxxxxxxxxxxx""#,
];
const ITEMS: [&str; 40] = [
    r#"{"prefix":"x"}"#,
    r#"{"prefix":""}"#,
    r#"{"prefix":"x\""}"#,
    r#"{"prefix":{"equals-ignore-case":"X"}}"#,
    r#"{"prefix":{"equals-ignore-case":"x\""}}"#,
    r#"{"prefix":"xxxxxxxxxxxxx"}"#,
    r#"{"suffix":"y"}"#,
    r#"{"suffix":"\"x"}"#,
    r#"{"suffix":{"equals-ignore-case":"Y"}}"#,
    r#"{"suffix":{"equals-ignore-case":"ß"}}"#,
    r#"{"equals-ignore-case":"xY"}"#,
    r#"{"equals-ignore-case":"ß"}"#,
    r#"{"equals-ignore-case":""}"#,
    r#"{"wildcard":"*"}"#,
    r#"{"wildcard":"x*x"}"#,
    r#"{"wildcard":"*y"}"#,
    r#"{"wildcard":"x"}"#,
    r#"{"wildcard":"*/*"}"#,
    r#"{"numeric":["=",1]}"#,
    r#"{"numeric":[">",0,"<=",5]}"#,
    r#"{"numeric":[">=",1,"<",300]}"#,
    r#"{"numeric":["<",0]}"#,
    r#"{"numeric":[">",1]}"#,
    r#"{"cidr":"10.0.0.0/29"}"#,
    r#"{"cidr":"10.0.0.0/8"}"#,
    r#"{"cidr":"::/0"}"#,
    r#"{"exists":true}"#,
    r#"{"exists":false}"#,
    r#"{"exists":false}"#,
    r#"{"anything-but":"x"}"#,
    r#"{"anything-but":["x","xy"]}"#,
    r#"{"anything-but":1}"#,
    r#"{"anything-but":[1,300]}"#,
    r#"{"anything-but":{"prefix":"x"}}"#,
    r#"{"anything-but":{"suffix":["y","x"]}}"#,
    r#"{"anything-but":{"equals-ignore-case":"X"}}"#,
    r#"{"anything-but":{"wildcard":"*y*"}}"#,
    r#"{"exactly":"10.0.0.1"}"#,
    r#"{"equals-ignore-case":"10.0.0.1"}"#,
    r#"{"prefix":"10."}"#,
];

fn name() -> impl Strategy<Value = &'static str> {
    select(&NAMES[..])
}

fn joined(parts: &[String], open: char, close: char) -> String {
    format!("{open}{}{close}", parts.join(","))
}

fn pattern() -> impl Strategy<Value = String> {
    let item = prop_oneof![select(&SCALARS[..]), select(&ITEMS[..])].prop_map(str::to_owned);
    let leaf = prop::collection::vec(item, 1..3).prop_map(|items| joined(&items, '[', ']'));
    let field = |value: BoxedStrategy<String>| {
        (name(), value).prop_map(|(name, value)| format!("\"{name}\":{value}"))
    };
    leaf.boxed().prop_recursive(3, 12, 3, move |inner| {
        let object = prop::collection::vec(field(inner.clone().boxed()), 1..3)
            .prop_map(|fields| joined(&fields, '{', '}'))
            .boxed();
        let branches = prop::collection::vec(object.clone(), 2..3)
            .prop_map(|objects| format!("\"$or\":{}", joined(&objects, '[', ']')));
        let with_or =
            (branches, prop::collection::vec(field(inner.boxed()), 0..2)).prop_map(|(or, mut fields)| {
                fields.push(or);
                joined(&fields, '{', '}')
            });
        prop_oneof![3 => object, 1 => with_or]
    })
}

fn event() -> impl Strategy<Value = String> {
    let scalar = select(&SCALARS[..]).prop_map(str::to_owned);
    let value = scalar.prop_recursive(4, 24, 4, |inner| {
        let field = (name(), inner.clone()).prop_map(|(name, value)| format!(" \"{name}\" : {value}"));
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(|items| joined(&items, '[', ']')),
            prop::collection::vec(field, 0..4).prop_map(|fields| joined(&fields, '{', '}')),
        ]
    });
    prop::collection::vec((name(), value), 0..5).prop_map(|fields| {
        joined(
            &fields.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect::<Vec<_>>(),
            '{',
            '}',
        )
    })
}

fn alone(patterns: &[Option<Pattern>], event: &str) -> (Vec<usize>, Vec<usize>) {
    let event = Event::parse(event.as_bytes()).unwrap();
    let with = |wanted: Verdict| {
        let verdicts = patterns
            .iter()
            .enumerate()
            .filter_map(|(id, pattern)| Some((id, pattern.as_ref()?.matches(&event))));
        verdicts.filter(|(_, verdict)| *verdict == wanted).map(|(id, _)| id).collect()
    };
    (with(Verdict::Match), with(Verdict::Undecided))
}

fn together(rules: &RuleSet<usize>, scratch: &mut Scratch, event: &str) -> (Vec<usize>, Vec<usize>) {
    let mut matching = Vec::new();
    rules.matches(scratch, event.as_bytes(), &mut matching).unwrap();
    let undecided = rules.undecided(scratch).collect();
    (matching, undecided)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn a_set_says_what_each_pattern_says(
        texts in prop::collection::vec(pattern(), 1..60),
        events in prop::collection::vec(event(), 1..4),
        removed in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let mut patterns: Vec<_> = texts.iter().map(|text| Pattern::parse(text).ok()).collect();
        let mut rules = RuleSet::new();
        let mut scratch = Scratch::new();
        for (id, pattern) in patterns.iter().enumerate() {
            if let Some(pattern) = pattern {
                rules.add(id, pattern);
            }
            // Asking early makes the index, so that some rules are in it and some are not.
            if id == patterns.len() / 2 {
                together(&rules, &mut scratch, "{}");
            }
        }
        for event in &events {
            prop_assert_eq!(together(&rules, &mut scratch, event), alone(&patterns, event), "{:?} {}", &texts, event);
        }
        for index in removed {
            let id = index.index(patterns.len());
            prop_assert_eq!(rules.remove(&id), patterns[id].take().is_some());
        }
        for event in &events {
            prop_assert_eq!(together(&rules, &mut scratch, event), alone(&patterns, event), "{:?} {}", &texts, event);
        }
    }

    #[test]
    fn what_is_no_event_is_refused_as_the_strict_reader_does(text in event(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let pattern = Pattern::parse(r#"{"a":{"b":[1]},"c":["x"]}"#).unwrap();
        let mut rules = RuleSet::new();
        rules.add((), &pattern);
        // What the scratch remembers of a sound event must not make it take the broken one for sound.
        let mut scratch = Scratch::new();
        rules.matches(&mut scratch, text.as_bytes(), &mut Vec::new()).unwrap();
        let mut bytes = text.into_bytes();
        let at = cut.index(bytes.len());
        bytes[at] = byte;
        for bytes in [&bytes[..], &bytes[..at]] {
            let mut matching = Vec::new();
            let ours = rules.matches(&mut scratch, bytes, &mut matching);
            prop_assert_eq!(ours.err(), Event::parse(bytes).err());
        }
    }
}

fn set(patterns: &[&str]) -> RuleSet<usize> {
    let mut rules = RuleSet::new();
    for (id, pattern) in patterns.iter().enumerate() {
        rules.add(id, &Pattern::parse(pattern).unwrap());
    }
    rules
}

fn matching(rules: &RuleSet<usize>, scratch: &mut Scratch, event: &str) -> Vec<usize> {
    together(rules, scratch, event).0
}

#[test]
fn sound_input_gives_the_same_answers_without_reading_on() {
    let rules = set(&[r#"{"a":["x"]}"#, r#"{"b":{"c":[1]}}"#, r#"{"b":{"c":[{"exists":false}]}}"#]);
    let mut scratch = Scratch::for_sound_input();
    assert_eq!(matching(&rules, &mut scratch, r#"{"z":[{"q":"]}\""}],"a":"x","b":{"c":1},"d":1}"#), [0, 1]);
    assert_eq!(matching(&rules, &mut scratch, r#"{"b":{"d":{}},"a":["x"]}"#), [0, 2]);
    assert_eq!(
        matching(&rules, &mut scratch, r#"{"a":"x","b":{"c":1},"broken"#),
        [0, 1],
        "nothing is wanted behind b"
    );
}

#[test]
fn limits_are_those_of_the_strict_reader() {
    let rules = set(&[r#"{"a":["x"]}"#]);
    let said = |event: &str| {
        let mut found = Vec::new();
        rules.matches(&mut Scratch::new(), event.as_bytes(), &mut found).map(|()| found)
    };
    for depth in [998, 999, 1_000, 1_001, 100_000] {
        let event = format!(r#"{{"n":{}1{},"a":"x"}}"#, "[".repeat(depth), "]".repeat(depth));
        assert_eq!(said(&event).err(), Event::parse(event.as_bytes()).err(), "{depth} levels");
        let event = format!(r#"{{"a":{}"x"{}}}"#, "[".repeat(depth), "]".repeat(depth));
        assert_eq!(said(&event).err(), Event::parse(event.as_bytes()).err(), "{depth} wanted levels");
    }
    for digits in [998, 999, 1_000, 1_001] {
        let event = format!(r#"{{"n":-1.{}e5,"a":"x"}}"#, "1".repeat(digits));
        assert_eq!(said(&event).err(), Event::parse(event.as_bytes()).err(), "{digits} digits");
    }
    for letters in [16_000, 25_000, 49_999, 50_000, 50_001] {
        let event = format!(r#"{{"{}":1,"a":"x"}}"#, "ä".repeat(letters));
        assert_eq!(said(&event).err(), Event::parse(event.as_bytes()).err(), "{letters} letters");
    }
    assert_eq!(said("\u{feff}{\"a\":\"x\"}").err(), Event::parse("\u{feff}{}".as_bytes()).err());
}

#[test]
fn what_follows_the_closing_brace_is_not_read() {
    let rules = set(&[r#"{"a":["x"]}"#]);
    let mut found = Vec::new();
    rules.matches(&mut Scratch::new(), b"{\"a\":\"x\"} junk \xff", &mut found).unwrap();
    assert_eq!(found, [0]);
}

#[test]
fn elements_of_two_arrays_are_chosen_apart() {
    let rules = set(&[
        r#"{"t":{"k":["team"],"v":["a"]},"u":{"k":["env"],"v":["prod"]}}"#,
        r#"{"t":{"k":["team"],"v":["b"]}}"#,
    ]);
    let event = r#"{"u":[{"k":"env","v":"prod"}],"t":[{"k":"env","v":"b"},{"k":"team","v":"a"}]}"#;
    assert_eq!(matching(&rules, &mut Scratch::new(), event), [0]);
}

#[test]
fn a_replaced_rule_is_judged_by_its_new_pattern() {
    let mut rules = set(&[r#"{"a":["x"]}"#]);
    assert_eq!(matching(&rules, &mut Scratch::new(), r#"{"a":"x"}"#), [0]);
    rules.add(0, &Pattern::parse(r#"{"a":["y"]}"#).unwrap());
    assert_eq!(rules.len(), 1);
    assert_eq!(matching(&rules, &mut Scratch::new(), r#"{"a":"x"}"#), [0; 0]);
    assert_eq!(matching(&rules, &mut Scratch::new(), r#"{"a":"y"}"#), [0]);
}

#[test]
fn many_wildcards_take_memory_in_proportion() {
    let many: Vec<String> =
        (0..2_000).map(|n| format!(r#"{{"a":[{{"wildcard":"*{n}*a*b*c*{n}*"}}]}}"#)).collect();
    let rules = set(&many.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(
        matching(&rules, &mut Scratch::new(), r#"{"a":"1999 a b c 1999"}"#),
        [1, 9, 19, 99, 199, 999, 1999]
    );
}

#[test]
fn shapes_of_all_kinds_are_read_alike_the_first_time_and_the_next() {
    let patterns = [r#"{"a":{"b":["x"]},"z":[1]}"#, r#"{"z":[1]}"#, r#"{"a":{"c":[{"exists":true}]}}"#];
    let rules = set(&patterns);
    let patterns: Vec<_> = patterns.iter().map(|text| Pattern::parse(text).ok()).collect();
    let element = r#"{"b":"x","c":[],"d":null}"#;
    let many = |count: usize| vec![element; count].join(",");
    let spaces = " \n\t".repeat(300);
    let mut events: Vec<String> =
        (0..20).map(|count| format!(r#"{{"a":[{}],"z":1}}"#, many(count))).collect();
    events.extend([
        format!(r#"{{"a":{spaces}[{element}]{spaces},{spaces}"z"{spaces}:{spaces}1{spaces}}}"#),
        r#"{"a":[[{"b":"x"}],[],{},[{}],{"c":[0]},true],"z":-1}"#.to_owned(),
        r#"{"a":{"b":1.5e3,"c":"x\\"},"z":1}"#.to_owned(),
        r#"{"a":{"b":"\u0078","c":false},"z":1}"#.to_owned(),
        r#"{"\u0061":{"b":"x"},"z":1.0}"#.to_owned(),
        r#"{"y":"a name that is longer than what is compared in one go","a":{"b":"x"},"z":1}"#.to_owned(),
        r#"{"z":1}"#.to_owned(),
        "{}".to_owned(),
    ]);
    let mut scratch = Scratch::new();
    for _ in 0..3 {
        for event in &events {
            assert_eq!(together(&rules, &mut scratch, event), alone(&patterns, event), "{event}");
            let mut sound = Scratch::for_sound_input();
            for _ in 0..2 {
                assert_eq!(together(&rules, &mut sound, event).0, alone(&patterns, event).0, "{event}");
            }
        }
    }
}

#[test]
fn names_that_never_come_again_do_no_harm() {
    let rules = set(&[r#"{"map":{"k3777":{"v":[3777]}},"z":["end"]}"#, r#"{"z":["end"]}"#]);
    let mut scratch = Scratch::new();
    for from in (0..6_000).step_by(600) {
        let members: Vec<String> =
            (from..from + 600).map(|n| format!(r#""k{n}": {{ "u": [ ], "v": {n}, "w": "{n}" }}"#)).collect();
        let event = format!(r#"{{"map": {{ {} }}, "z": "end"}}"#, members.join(", "));
        let wanted: &[usize] = if from == 3_600 { &[0, 1] } else { &[1] };
        assert_eq!(matching(&rules, &mut scratch, &event), wanted);
        let broken = event.replace(r#""z": "#, r#""z" "#);
        let refused = rules.matches(&mut scratch, broken.as_bytes(), &mut Vec::new());
        assert_eq!(refused.err(), Event::parse(broken.as_bytes()).err());
    }
}

#[test]
fn a_scratch_that_was_used_for_other_rules_knows_nothing_of_their_paths() {
    let one = set(&[r#"{"a":{"b":[1]}}"#]);
    let mut other = set(&[r#"{"c":[2]}"#]);
    let event = r#"{"c":2,"a":{"b":1},"d":{"e":3}}"#;
    for mut scratch in [Scratch::new(), Scratch::for_sound_input()] {
        for _ in 0..2 {
            assert_eq!(matching(&one, &mut scratch, event), [0]);
            assert_eq!(matching(&other, &mut scratch, event), [0]);
        }
    }
    let mut scratch = Scratch::new();
    assert_eq!(matching(&other, &mut scratch, event), [0]);
    other.add(1, &Pattern::parse(r#"{"d":{"e":[3]}}"#).unwrap());
    assert_eq!(matching(&other, &mut scratch, event), [0, 1]);
}

/// Families of rules of which one event concerns a few, whatever tells them apart.
#[test]
fn of_many_rules_few_are_judged() {
    /// A name, the n-th rule, and an event for the 77th.
    type Family = (&'static str, fn(usize) -> String, &'static str);
    let families: [Family; 7] = [
        (
            "own sources",
            |n| format!(r#"{{"source":["app.{n}"],"detail":{{"state":["on"]}}}}"#),
            r#"{"source":"app.77","detail":{"state":"on"}}"#,
        ),
        (
            "one source, own accounts",
            |n| format!(r#"{{"source":["app"],"account":["{n:012}"]}}"#),
            r#"{"source":"app","account":"000000000077"}"#,
        ),
        (
            "prefixes",
            |n| format!(r#"{{"source":["app"],"detail":{{"key":[{{"prefix":"uploads/tenant-{n:05}/"}}]}}}}"#),
            r#"{"source":"app","detail":{"key":"uploads/tenant-00077/x.png"}}"#,
        ),
        (
            "suffixes",
            |n| format!(r#"{{"source":["app"],"detail":{{"key":[{{"suffix":"-{n:05}.tar.gz"}}]}}}}"#),
            r#"{"source":"app","detail":{"key":"x-00077.tar.gz"}}"#,
        ),
        (
            "ranges",
            |n| {
                let (low, high) = (n * 10, n * 10 + 10);
                format!(r#"{{"source":["app"],"detail":{{"n":[{{"numeric":[">=",{low},"<",{high}]}}]}}}}"#)
            },
            r#"{"source":"app","detail":{"n":777}}"#,
        ),
        (
            "wildcards of one beginning",
            |n| format!(r#"{{"detail":{{"file":[{{"wildcard":"/var/*/a/i-*{n:04x}*.log"}}]}}}}"#),
            r#"{"detail":{"file":"/var/log/a/i-zz004dzz.log"}}"#,
        ),
        (
            "wildcards without ends",
            |n| format!(r#"{{"detail":{{"file":[{{"wildcard":"*/tenant-{n:05}/*"}}]}}}}"#),
            r#"{"detail":{"file":"/var/tenant-00077/x"}}"#,
        ),
    ];
    for (name, rule, event) in families {
        let mut rules = RuleSet::new();
        for id in 0..2_000 {
            rules.add(id, &Pattern::parse(&rule(id)).unwrap());
        }
        let mut scratch = Scratch::new();
        assert_eq!(matching(&rules, &mut scratch, event), [77], "{name}");
        let judged = scratch.judge.candidates();
        assert!(judged <= 64, "{name}: {judged} were judged");
    }
}
