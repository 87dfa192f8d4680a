//! The rules that a newcomer meets: those in which no fault is planted are told to be in order.

use super::{ACCOUNT, NOON};
use crate::aws::{self, Client};
use crate::diagnose::{Evidence, diagnose};
use crate::local::{Clock, Options, Server};
use crate::runtime::gather::{Lists, gather};
use futures_util::TryStreamExt as _;

/// What is told of a rule in order all the same: it sends to a bus from which a rule with a planted fault
/// forwards.
const TOLD_ALL_THE_SAME: [(&str, &str); 1] = [("payments › payments-to-audit", "T15")];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rule_without_a_planted_fault_has_nothing_to_look_at_first() {
    let server = Server::start(Options { clock: Clock::manual(NOON), ..Options::default() }).unwrap();
    server.ready().await;
    let endpoint = Some(server.endpoint());
    let options = aws::Options { profile: None, region: None, endpoint, embedded: true };
    let client = Client::connect(options).await.unwrap();
    let lists = Lists::default();
    let (mut looked_at, mut wrong) = (0, Vec::new());
    for bus in client.buses().try_concat().await.unwrap() {
        for rule in client.rules(&bus.name).try_concat().await.unwrap() {
            let tags = client.tags(&rule.arn).await.unwrap();
            if rule.state.is_disabled() || tags.iter().any(|tag| tag.key == "demo:fault") {
                continue;
            }
            looked_at += 1;
            let name = rule.key().to_string();
            let mut evidence = Evidence::of(rule, ACCOUNT, "us-east-1", NOON);
            gather(&client, &lists, &mut evidence).await;
            let ladder = diagnose(&evidence);
            if let Some(cause) = ladder.cause() {
                let told = (name.as_str(), cause.id);
                if !TOLD_ALL_THE_SAME.contains(&told) {
                    wrong.push(format!("{name}: {}", ladder.conclusion()));
                }
            }
        }
    }
    assert!(looked_at >= 50, "{looked_at}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
