//! Once warm, a rule set judges events without asking for memory: the test counts allocations.

// A test may unwrap; and whoever counts allocations has to be an allocator, which is unsafe to be.
#![allow(clippy::unwrap_used, unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use buslens::pattern::{Pattern, RuleSet, Scratch};

/// The system's allocator, counting what each thread asks for.
struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    ASKED.with(|asked| asked.set(asked.get() + 1));
}

// SAFETY: everything is handed on to the system's allocator as it came; the counter lies in memory that is
// there from the start.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const RULES: [&str; 24] = [
    r#"{"source":["aws.ec2"],"detail":{"state":["stopped","terminated"]}}"#,
    r#"{"source":[{"prefix":"aws."}]}"#,
    r#"{"source":[{"suffix":".ec2"}]}"#,
    r#"{"source":[{"prefix":{"equals-ignore-case":"AWS."}}]}"#,
    r#"{"source":[{"suffix":{"equals-ignore-case":".EC2"}}]}"#,
    r#"{"source":[{"equals-ignore-case":"AWS.ec2"}]}"#,
    r#"{"source":[{"equals-ignore-case":"ÅWS.ß"}]}"#,
    r#"{"source":[{"wildcard":"a*.*2"}]}"#,
    r#"{"source":[{"anything-but":["aws.s3"]}]}"#,
    r#"{"source":[{"anything-but":{"prefix":"com."}}]}"#,
    r#"{"source":[{"anything-but":{"wildcard":"*s3*"}}]}"#,
    r#"{"source":[{"anything-but":{"equals-ignore-case":"aws.S3"}}]}"#,
    r#"{"detail":{"count":[{"numeric":[">",0,"<=",5]}]}}"#,
    r#"{"detail":{"count":[3, 1e300, 5e-324]}}"#,
    r#"{"detail":{"count":[{"anything-but":[1,2]}]}}"#,
    r#"{"detail":{"x":[{"numeric":["<",1e301]}]}}"#,
    r#"{"detail":{"ip":[{"cidr":"10.0.0.0/8"}]}}"#,
    r#"{"detail":{"ip":["10.0.0.1"]}}"#,
    r#"{"detail":{"missing":[{"exists":false}]}}"#,
    r#"{"detail":{"state":[{"exists":true}]}}"#,
    r#"{"detail":{"flag":[true,null]}}"#,
    r#"{"detail":{"tags":{"key":["team"],"value":["a"]}}}"#,
    r#"{"$or":[{"region":["eu-west-1"]},{"detail":{"file":[{"wildcard":"/var/*.log"}]}}]}"#,
    r#"{"detail.state":["stopped"]}"#,
];

const EVENTS: [&str; 6] = [
    r#"{"source":"aws.ec2","region":"eu-west-1","detail":{"state":"stopped","count":3,"ip":"010.0.0.1","flag":null,"file":"/var/x.log"}}"#,
    r#"{"source":"aws.s3","detail":{"state":["running","stopped"],"count":[1,2,3.0,1e300,5e-324,4.9e-324,0.30000000000000004],"x":1e300}}"#,
    r#"{"detail":{"tags":[{"key":"env","value":"a"},{"key":"team","value":"b"},{"key":"team","value":"a"}],"x":-122.42916360922355}}"#,
    r#"{"so\u0075rce":"aws\u002eec2\n","detail.state":"stopped","detail":{"flag":true,"other":{"deep":[[{"a":"\"]}"},[],{}]]}}}"#,
    "{\n  \"source\" : \"ÅWS.SS\",\n  \"detail\" : {\n    \"ip\" : \"::ffff:a00:1\",\n    \"ip\" : [ ]\n  \
        }\n}",
    r#"{"source":"a name of more than sixty-four bytes, so that it takes more than one look to find its end","detail":{"count":12345678901234567890123456789012345678901234567890123456789012345678901234567890}}"#,
];

#[test]
fn judging_events_again_asks_for_no_memory() {
    let mut rules = RuleSet::new();
    for (id, text) in RULES.into_iter().enumerate() {
        rules.add(id, &Pattern::parse(text).unwrap());
    }
    for mut scratch in [Scratch::new(), Scratch::for_sound_input()] {
        let mut matching = Vec::new();
        let mut met = [false; RULES.len()];
        let mut judge = |matching: &mut Vec<usize>| {
            for event in EVENTS {
                matching.clear();
                rules.matches(&mut scratch, event.as_bytes(), matching).unwrap();
                for id in &*matching {
                    met[*id] = true;
                }
            }
        };
        judge(&mut matching);
        let before = ASKED.with(Cell::get);
        judge(&mut matching);
        assert_eq!(ASKED.with(Cell::get) - before, 0);
        assert_eq!(
            met.iter().position(|met| !met),
            None,
            "every rule matched some event, so all of them were judged"
        );
    }
}
