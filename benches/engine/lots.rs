//! Events and rules like those that matchers of this family are usually measured on: parcels of land with a
//! polygon each, about 900 bytes. All made up, from a seed.

use std::fmt::Write as _;

const STREETS: [&str; 16] = [
    "HARBOUR",
    "MASON",
    "FULTON",
    "BEACON",
    "LINDEN",
    "CHESTNUT",
    "ACORN",
    "BLUFF",
    "DRUMMOND",
    "RHODES",
    "HYACINTH",
    "JEFFERSON",
    "KEYSTONE",
    "ORCHARD",
    "PALOMA",
    "UNION",
];

/// `count` events.
pub fn events(count: usize) -> Vec<Vec<u8>> {
    let mut random = fastrand::Rng::with_seed(20_240_613);
    (0..count).map(|_| event(&mut random).into_bytes()).collect()
}

fn event(random: &mut fastrand::Rng) -> String {
    let lot = format!("{:04}{:03}", random.u32(1..7_300), random.u32(1..999));
    let number = random.u32(1..4_000);
    let (street, kind) = (
        random.choice(STREETS).unwrap_or_default(),
        random.choice(["ST", "AVE", "BLVD"]).unwrap_or_default(),
    );
    let (x, y) = (-122.51 + random.f64() * 0.15, 37.70 + random.f64() * 0.13);
    let near = |random: &mut fastrand::Rng, centre: f64| centre + (random.f64() - 0.5) * 4e-4;
    let corners = if random.u8(..) < 200 { random.usize(5..9) } else { random.usize(9..24) };
    let mut points = String::new();
    for corner in 0..corners {
        let comma = if corner == 0 { "" } else { ", " };
        let (x, y) = (near(random, x), near(random, y));
        let _ = write!(points, "{comma}{{ \"x\": {x}, \"y\": {y}, \"z\": 0 }}");
    }
    let polygon = if random.u32(..1_000) == 0 { "MultiPolygon" } else { "Polygon" };
    let side = if random.bool() { "E" } else { "O" };
    let (block, rest) = lot.split_at(4);
    format!(
        "{{ \"type\": \"Feature\", \"properties\": {{ \"MAPBLKLOT\": \"{lot}\", \"BLKLOT\": \"{lot}\", \
            \"BLOCK_NUM\": \"{block}\", \"LOT_NUM\": \"{rest}\", \
         \"FROM_ST\": \"{number}\", \"TO_ST\": \"{number}\", \"STREET\": \"{street}\", \"ST_TYPE\": \
             \"{kind}\", \"ODD_EVEN\": \"{side}\" }}, \
         \"geometry\": {{ \"type\": \"{polygon}\", \"firstCoordinates\": {{ \"x\": {x}, \"y\": {y}, \"z\": \
             0 }}, \"coordinates\": [ [ {points} ] ] }} }}"
    )
}

/// A kind of rule: its name, five patterns, and whether quamina knows the operator with the same meaning.
pub type Kind = (&'static str, [&'static str; 5], bool);

/// The kinds of rules.
pub const KINDS: [Kind; 14] = [
    (
        "exact",
        [
            r#"{"properties": {"MAPBLKLOT": ["1430022"]}}"#,
            r#"{"properties": {"MAPBLKLOT": ["2607117"]}}"#,
            r#"{"properties": {"MAPBLKLOT": ["2607218"]}}"#,
            r#"{"properties": {"MAPBLKLOT": ["3745012"]}}"#,
            r#"{"properties": {"MAPBLKLOT": ["7001001"]}}"#,
        ],
        true,
    ),
    (
        "exact, last field",
        [
            r#"{"geometry": {"zone": ["a"]}}"#,
            r#"{"geometry": {"zone": ["b"]}}"#,
            r#"{"geometry": {"zone": ["c"]}}"#,
            r#"{"geometry": {"zone": ["d"]}}"#,
            r#"{"geometry": {"zone": ["e"]}}"#,
        ],
        true,
    ),
    (
        "wildcard",
        [
            r#"{"properties": {"MAPBLKLOT": [{"wildcard": "143*"}]}}"#,
            r#"{"properties": {"MAPBLKLOT": [{"wildcard": "2*0*1*7"}]}}"#,
            r#"{"properties": {"MAPBLKLOT": [{"wildcard": "*218"}]}}"#,
            r#"{"properties": {"MAPBLKLOT": [{"wildcard": "3*5*2"}]}}"#,
            r#"{"properties": {"MAPBLKLOT": [{"wildcard": "70*01"}]}}"#,
        ],
        true,
    ),
    (
        "prefix",
        [
            r#"{"properties": {"STREET": [{"prefix": "AC"}]}}"#,
            r#"{"properties": {"STREET": [{"prefix": "BL"}]}}"#,
            r#"{"properties": {"STREET": [{"prefix": "DR"}]}}"#,
            r#"{"properties": {"STREET": [{"prefix": "FU"}]}}"#,
            r#"{"properties": {"STREET": [{"prefix": "RH"}]}}"#,
        ],
        true,
    ),
    (
        "prefix, any case",
        [
            r#"{"properties": {"STREET": [{"prefix": {"equals-ignore-case": "Ac"}}]}}"#,
            r#"{"properties": {"STREET": [{"prefix": {"equals-ignore-case": "bL"}}]}}"#,
            r#"{"properties": {"STREET": [{"prefix": {"equals-ignore-case": "dR"}}]}}"#,
            r#"{"properties": {"STREET": [{"prefix": {"equals-ignore-case": "Fu"}}]}}"#,
            r#"{"properties": {"STREET": [{"prefix": {"equals-ignore-case": "rH"}}]}}"#,
        ],
        false,
    ),
    (
        "suffix",
        [
            r#"{"properties": {"STREET": [{"suffix": "ON"}]}}"#,
            r#"{"properties": {"STREET": [{"suffix": "UR"}]}}"#,
            r#"{"properties": {"STREET": [{"suffix": "EN"}]}}"#,
            r#"{"properties": {"STREET": [{"suffix": "NE"}]}}"#,
            r#"{"properties": {"STREET": [{"suffix": "TH"}]}}"#,
        ],
        true,
    ),
    (
        "equals-ignore-case",
        [
            r#"{"properties": {"STREET": [{"equals-ignore-case": "jefferson"}]}}"#,
            r#"{"properties": {"STREET": [{"equals-ignore-case": "bEaCoN"}]}}"#,
            r#"{"properties": {"STREET": [{"equals-ignore-case": "HyAcInTh"}]}}"#,
            r#"{"properties": {"STREET": [{"equals-ignore-case": "CHESTNUT"}]}}"#,
            r#"{"properties": {"ST_TYPE": [{"equals-ignore-case": "st"}]}}"#,
        ],
        true,
    ),
    (
        "numeric",
        [
            r#"{"geometry": {"type": ["Polygon"], "firstCoordinates": {"x": [{"numeric": ["=", -122.42916360922355]}]}}}"#,
            r#"{"geometry": {"type": ["MultiPolygon"], "firstCoordinates": {"z": [{"numeric": ["=", 0]}]}}}"#,
            r#"{"geometry": {"firstCoordinates": {"x": [{"numeric": ["<", -122.41600944012424]}]}}}"#,
            r#"{"geometry": {"firstCoordinates": {"x": [{"numeric": [">", -122.41600944012424]}]}}}"#,
            r#"{"geometry": {"firstCoordinates": {"x": [{"numeric": [">", -122.46471267081272, "<", -122.4063085128395]}]}}}"#,
        ],
        true,
    ),
    (
        "arrays",
        [
            r#"{"geometry": {"type": ["Polygon"], "coordinates": {"x": [{"numeric": ["=", -122.42916360922355]}]}}}"#,
            r#"{"geometry": {"type": ["MultiPolygon"], "coordinates": {"y": [{"numeric": ["=", 37.729900216217324]}]}}}"#,
            r#"{"geometry": {"coordinates": {"x": [{"numeric": ["<", -122.41600944012424]}]}}}"#,
            r#"{"geometry": {"coordinates": {"x": [{"numeric": [">", -122.41600944012424]}]}}}"#,
            r#"{"geometry": {"coordinates": {"x": [{"numeric": [">", -122.46471267081272, "<", -122.4063085128395]}]}}}"#,
        ],
        true,
    ),
    (
        "anything-but",
        [
            r#"{"properties": {"STREET": [{"anything-but": ["FULTON"]}]}}"#,
            r#"{"properties": {"STREET": [{"anything-but": ["MASON"]}]}}"#,
            r#"{"properties": {"ST_TYPE": [{"anything-but": ["ST"]}]}}"#,
            r#"{"geometry": {"type": [{"anything-but": ["Polygon"]}]}}"#,
            r#"{"properties": {"FROM_ST": [{"anything-but": ["441"]}]}}"#,
        ],
        true,
    ),
    (
        "anything-but, any case",
        [
            r#"{"properties": {"STREET": [{"anything-but": {"equals-ignore-case": ["Fulton"]}}]}}"#,
            r#"{"properties": {"STREET": [{"anything-but": {"equals-ignore-case": ["Mason"]}}]}}"#,
            r#"{"properties": {"ST_TYPE": [{"anything-but": {"equals-ignore-case": ["st"]}}]}}"#,
            r#"{"geometry": {"type": [{"anything-but": {"equals-ignore-case": ["polygon"]}}]}}"#,
            r#"{"properties": {"FROM_ST": [{"anything-but": {"equals-ignore-case": ["441"]}}]}}"#,
        ],
        false,
    ),
    (
        "anything-but prefix",
        [
            r#"{"properties": {"STREET": [{"anything-but": {"prefix": "FULTO"}}]}}"#,
            r#"{"properties": {"STREET": [{"anything-but": {"prefix": "MASO"}}]}}"#,
            r#"{"properties": {"ST_TYPE": [{"anything-but": {"prefix": "S"}}]}}"#,
            r#"{"geometry": {"type": [{"anything-but": {"prefix": "Poly"}}]}}"#,
            r#"{"properties": {"FROM_ST": [{"anything-but": {"prefix": "44"}}]}}"#,
        ],
        false,
    ),
    (
        "anything-but suffix",
        [
            r#"{"properties": {"STREET": [{"anything-but": {"suffix": "ULTON"}}]}}"#,
            r#"{"properties": {"STREET": [{"anything-but": {"suffix": "ASON"}}]}}"#,
            r#"{"properties": {"ST_TYPE": [{"anything-but": {"suffix": "T"}}]}}"#,
            r#"{"geometry": {"type": [{"anything-but": {"suffix": "olygon"}}]}}"#,
            r#"{"properties": {"FROM_ST": [{"anything-but": {"suffix": "41"}}]}}"#,
        ],
        false,
    ),
    (
        "anything-but wildcard",
        [
            r#"{"properties": {"MAPBLKLOT": [{"anything-but": {"wildcard": "143*"}}]}}"#,
            r#"{"properties": {"MAPBLKLOT": [{"anything-but": {"wildcard": "2*0*1*7"}}]}}"#,
            r#"{"properties": {"MAPBLKLOT": [{"anything-but": {"wildcard": "*218"}}]}}"#,
            r#"{"properties": {"MAPBLKLOT": [{"anything-but": {"wildcard": "3*5*2"}}]}}"#,
            r#"{"properties": {"MAPBLKLOT": [{"anything-but": {"wildcard": "70*01"}}]}}"#,
        ],
        false,
    ),
];
