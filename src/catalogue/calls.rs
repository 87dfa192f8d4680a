//! The calls that the APIs of AWS's services have.
//!
//! The names are those of AWS's own models of its APIs (botocore, see `assets/catalogue/make_calls.py`).
//! CloudTrail writes "the requested action, which is one of the actions in the API for that service"
//! (CloudTrail user guide, "CloudTrail record contents") as `eventName`, for the most part: some services'
//! records have names of their own, so that a name which is not here may be one all the same.
//!
//! The file is unpacked when it is first asked for, once.

use crate::pattern::services::host_of;
use crate::text::{edits, letters_and_digits};
use flate2::read::GzDecoder;
use std::collections::{BTreeMap, HashSet};
use std::io::Read as _;
use std::sync::OnceLock;

const PACKED: &[u8] = include_bytes!("../../assets/catalogue/aws-calls.txt.gz");

/// How the hosts end that CloudTrail has as `eventSource`.
const HOST: &str = ".amazonaws.com";

/// Records that have the form of calls and names that no API has (KMS developer guide,
/// "SynchronizeMultiRegionKey", with the eventType AwsApiCall; AWS Lake Formation Best Practices, "Lake
/// Formation CloudTrail Events").
const RECORDED_TOO: [(&str, &str); 2] =
    [("kms", "SynchronizeMultiRegionKey"), ("lakeformation", "GetDataAccess")];

/// Services whose records have the names of what their consoles do as well, of which no list is here (IAM
/// Identity Center user guide, "IAM Identity Center information in CloudTrail"; QuickSight user guide,
/// "Tracking non-API events by using CloudTrail logs").
const OF_CONSOLES: [&str; 2] = ["quicksight", "sso"];

/// What is known of a name as that of a service's call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Call {
    /// The service has it.
    Known,
    /// The service has none of that name, and one that is written nearly so.
    Near(&'static str),
    /// The service has none of that name; these do, as hosts.
    OfOthers(Vec<String>),
    /// Neither the service nor any other is known to have it, or the service is not known.
    Unknown,
}

/// What is known of a call by the host of its service, such as `ec2.amazonaws.com`.
pub fn call(host: &str, name: &str) -> Call {
    let Some(service) = host.strip_suffix(HOST) else { return Call::Unknown };
    let Some(own) = calls().get(service) else { return Call::Unknown };
    let bare = without_date(name);
    let has = |calls: &[&str]| calls.iter().any(|known| *known == name || *known == bare);
    if has(own) || RECORDED_TOO.contains(&(service, name)) {
        return Call::Known;
    }
    let with_it: Vec<&str> =
        calls().iter().filter(|(_, calls)| has(calls)).map(|(service, _)| *service).collect();
    // What is signed for under a longer name may be recorded under the shorter, as Application Auto
    // Scaling's.
    if with_it.iter().any(|other| is_part(service, other) || is_part(other, service)) {
        return Call::Known;
    }
    if let Some(near) = near(own, bare) {
        return Call::Near(near);
    }
    if with_it.is_empty() {
        return Call::Unknown;
    }
    Call::OfOthers(with_it.into_iter().map(|service| format!("{service}{HOST}")).collect())
}

/// Whether the words of a service's name, between hyphens, are among those of another's.
fn is_part(short: &str, long: &str) -> bool {
    format!("-{long}-").contains(&format!("-{short}-"))
}

/// Whether the calls of a service are known, by its host.
pub fn has_calls_of(host: &str) -> bool {
    host.strip_suffix(HOST).is_some_and(|service| calls().contains_key(service))
}

/// Whether what a call's name has behind its first word is behind that of none of a service's calls: what is
/// done there is done with a thing of another service.
pub fn is_of_another_thing(host: &str, name: &str) -> bool {
    let service = host.strip_suffix(HOST).filter(|service| !OF_CONSOLES.contains(service));
    let Some(own) = service.and_then(|service| calls().get(service)) else { return false };
    let thing = |name: &str| singulars(without_date(name)).into_iter().skip(1).collect::<String>();
    let asked = thing(name);
    !asked.is_empty() && !own.iter().any(|known| thing(known) == asked)
}

/// The calls of a service, by its host.
pub fn calls_of(host: &str) -> &'static [&'static str] {
    host.strip_suffix(HOST).and_then(|service| calls().get(service)).map_or(&[], Vec::as_slice)
}

/// Whether any service has a call of this name.
pub fn is_any_call(name: &str) -> bool {
    let bare = without_date(name);
    calls().values().flatten().any(|known| *known == name || *known == bare)
}

/// The host under which CloudTrail records the calls of a source such as `aws.ec2`, where its calls are
/// known.
pub fn host_of_source(source: &str) -> Option<String> {
    let name = source.strip_prefix("aws.")?;
    let name = if calls().contains_key(name) { name } else { host_of(name)? };
    calls().contains_key(name).then(|| format!("{name}{HOST}"))
}

/// A name without the date of its API, which the records of some services have behind it
/// (`CreateFunction20150331`, `CreateDistribution2020_05_31`).
fn without_date(name: &str) -> &str {
    const DATE: usize = 8;
    let bare = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let bare = match bare.strip_suffix('v') {
        Some(version) if version.len() < name.len() => {
            version.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_')
        }
        Some(_) | None => bare,
    };
    if name.len() >= bare.len() + DATE { bare } else { name }
}

/// The call that is meant by a name which is none: the same but for letter case, what stands before a colon,
/// one or many, or a letter or two.
fn near(own: &[&'static str], name: &str) -> Option<&'static str> {
    /// From here on a name may have two slips.
    const LONG: usize = 12;
    /// Of shorter ones one letter makes another.
    const SHORT: usize = 6;
    let name = name.rsplit(':').next().unwrap_or(name);
    let asked = letters_and_digits(name);
    let same = own.iter().find(|known| letters_and_digits(known) == asked);
    if let Some(known) = same {
        return Some(known);
    }
    // A later form of a call is another one (`CreateConnectorV2`), and so is its opposite.
    let versioned = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).ends_with('V');
    let is_other = |known: &str| versioned(known) != versioned(name) || are_opposites(known, name);
    let one = singular(name);
    if let Some(known) = own.iter().find(|known| singular(known) == one) {
        return Some(known);
    }
    let most = match asked.len() {
        0..SHORT => return None,
        SHORT..LONG => 1,
        _ => 2,
    };
    // A word that names of calls have is no slip for another one: `Get` for `Put`.
    let here = split(name);
    let slipped = |known: &str| {
        let there = split(known);
        there.len() != here.len()
            || there.iter().zip(&here).all(|(known, asked)| known == asked || !is_word_of_calls(asked))
    };
    let near =
        own.iter().filter_map(|known| Some((edits(&letters_and_digits(known), &asked, most)?, *known)));
    let mut near: Vec<(usize, &str)> = near.filter(|(_, known)| !is_other(known) && slipped(known)).collect();
    near.sort_unstable();
    let mut cut = own.iter().filter(|known| !is_other(known) && is_cut(known, name));
    let only = cut.next().filter(|_| cut.next().is_none());
    near.first().map(|(_, known)| *known).or(only.copied())
}

/// Whether one name is the other with what turns a word into its opposite: `Register` and `Deregister`.
fn are_opposites(one: &str, other: &str) -> bool {
    let turned = |name: &str, other: &str| {
        let (name, other) = (name.to_lowercase(), other.to_lowercase());
        ["de", "un", "dis", "in", "re"].iter().any(|turn| {
            name.match_indices(turn)
                .any(|(at, _)| format!("{}{}", &name[..at], &name[at + turn.len()..]) == other)
        })
    };
    turned(one, other) || turned(other, one)
}

/// Whether a word, in lower case, is in the name of a call of any service.
fn is_word_of_calls(word: &str) -> bool {
    static WORDS: OnceLock<HashSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| calls().values().flatten().flat_map(|name| split(name)).collect()).contains(word)
}

/// A name's words in lower case.
fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for c in name.chars() {
        match words.last_mut().filter(|_| !c.is_uppercase()) {
            Some(word) => word.push(c),
            None => words.push(c.to_lowercase().collect()),
        }
    }
    words
}

/// A name's words in lower case, each as one of its kind.
fn singular(name: &str) -> String {
    singulars(name).concat()
}

fn singulars(name: &str) -> Vec<String> {
    let one = |word: String| match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').map(str::to_owned).unwrap_or(word),
    };
    split(name).into_iter().map(one).collect()
}

/// Whether a name has the words of a known one, of which some are cut or have another ending: `Config` for
/// `Configuration`, `Delete` for `Deletion`.
fn is_cut(known: &str, asked: &str) -> bool {
    /// Words are alike from so many letters on.
    const CUT: usize = 3;
    const STEM: usize = 5;
    let (known, asked) = (split(known), split(asked));
    let alike = |(known, asked): (&String, &String)| {
        let shared = known.chars().zip(asked.chars()).take_while(|(one, other)| one == other).count();
        known == asked || shared >= CUT && known.starts_with(asked.as_str()) || shared >= STEM
    };
    known.len() == asked.len()
        && known.iter().zip(&asked).any(|(known, asked)| known == asked)
        && known.iter().zip(&asked).all(alike)
}

/// The calls of each service, by the name that its requests are signed with.
fn calls() -> &'static BTreeMap<&'static str, Vec<&'static str>> {
    static TEXT: OnceLock<String> = OnceLock::new();
    static CALLS: OnceLock<BTreeMap<&'static str, Vec<&'static str>>> = OnceLock::new();
    CALLS.get_or_init(|| {
        let text = TEXT.get_or_init(|| {
            let mut text = String::new();
            // Without the file no call is known. A test shows that it can be read.
            let read = GzDecoder::new(PACKED).read_to_string(&mut text);
            if read.is_ok() { text } else { String::new() }
        });
        let line = |line: &'static str| {
            let (service, own) = line.split_once('\t')?;
            Some((service, own.split(' ').collect()))
        };
        text.lines().filter_map(line).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_whole() {
        assert_eq!((calls().len(), calls().values().map(Vec::len).sum::<usize>()), (362, 17_926));
    }

    #[test]
    fn a_call_is_known_near_anothers_or_unheard_of() {
        let of = |host: &str, name: &str| call(&format!("{host}.amazonaws.com"), name);
        for (host, name) in [
            ("ec2", "RunInstances"),
            ("lambda", "CreateFunction20150331"),
            ("lambda", "UpdateFunctionCode20150331v2"),
            ("cloudfront", "CreateDistribution2020_05_31"),
            ("autoscaling", "RegisterScalableTarget"),
            ("monitoring", "DeleteAlarms"),
            ("kms", "SynchronizeMultiRegionKey"),
            ("lakeformation", "GetDataAccess"),
        ] {
            assert_eq!(of(host, name), Call::Known, "{name}");
        }
        for (host, name, meant) in [
            ("ec2", "runInstances", "RunInstances"),
            ("ec2", "RUNINSTANCES", "RunInstances"),
            ("ec2", "ec2:RunInstances", "RunInstances"),
            ("ec2", "TerminateInstance", "TerminateInstances"),
            ("iam", "AttachRolePolicies", "AttachRolePolicy"),
            ("secretsmanager", "RotateSecrets", "RotateSecret"),
            ("s3", "DeleteBuckets", "DeleteBucket"),
            ("ec2", "AuthoriseSecurityGroupIngress", "AuthorizeSecurityGroupIngress"),
            ("kms", "ScheduleKeyDelete", "ScheduleKeyDeletion"),
            ("config", "StopConfigRecorder", "StopConfigurationRecorder"),
            ("cloudtrail", "StopLog", "StopLogging"),
        ] {
            assert_eq!(of(host, name), Call::Near(meant), "{name}");
        }
        let others = of("s3", "CreateUser");
        assert!(matches!(&others, Call::OfOthers(hosts) if hosts.contains(&"iam.amazonaws.com".to_owned())));
        // A short name inside another one's word is no part of it.
        for (host, name) in [("es", "CreateStream"), ("ds", "CreateDBInstance"), ("ce", "ProvisionProduct")] {
            assert!(matches!(of(host, name), Call::OfOthers(_)), "{host} {name}");
        }
        for (host, name) in [
            ("s3", "PutBucketPublicAccessBlock"),
            ("kms", "RotateKeyOnDemandByService"),
            ("nosuch", "RunInstances"),
            ("signin", "ConsoleLogin"),
            ("ssm", "RegisterManagedInstance"),
            ("cognito-identity", "LinkIdentity"),
        ] {
            assert_eq!(of(host, name), Call::Unknown, "{name}");
        }
        for (host, name) in [("s3", "RunInstances"), ("rds", "TerminateInstances"), ("kms", "DeleteBuckets")]
        {
            assert!(is_of_another_thing(&format!("{host}.amazonaws.com"), name), "{host} {name}");
        }
        // What the console of a service does may have any name in its records.
        for (host, name) in
            [("ec2", "StopVolumes"), ("s3", "InitiateMultipartUpload"), ("sso", "CreateProfile")]
        {
            assert!(!is_of_another_thing(&format!("{host}.amazonaws.com"), name), "{host} {name}");
        }
        // A later form of a call is another one.
        assert!(matches!(of("securityhub", "CreateConnector"), Call::OfOthers(_)));
        assert_eq!(call("ec2", "RunInstances"), Call::Unknown);
        assert!(is_any_call("RunInstances") && !is_any_call("runInstances"));
        assert_eq!(host_of_source("aws.cloudwatch").as_deref(), Some("monitoring.amazonaws.com"));
        assert_eq!(host_of_source("aws.quantumledger"), None);
    }
}
