//! Reads from the account: lists page by page as they come, single things.

use super::{Answers, Executor};
use crate::app::account::Listing;
use crate::app::effect::Read;
use crate::app::message::Reply;
use crate::app::request::Req;
use crate::aws::{self, Client, Lane, Pages};
use crate::model::CallError;
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};

impl Executor {
    pub(super) fn read(&self, req: Req, read: Read) {
        match read {
            Read::Buses => self.list(req, |client| client.buses(), Reply::Buses),
            Read::Bus(name) => {
                self.one(req, "DescribeEventBus", async move |client| {
                    client.bus(&name).await.map(Reply::Bus)
                });
            }
            Read::Rules(bus) => self.list(req, move |client| client.rules(&bus), Reply::Rules),
            Read::Rule(key) => {
                self.one(req, "DescribeRule", async move |client| client.rule(&key).await.map(Reply::Rule));
            }
            Read::Targets { rule, urgent } => {
                let lane = if urgent { Lane::Screen } else { Lane::Background };
                self.list(req, move |client| client.in_lane(lane).targets(&rule), Reply::Targets);
            }
            Read::Tags(arn) => self.one(req, "ListTagsForResource", async move |client| {
                client.tags(&arn).await.map(Reply::Tags)
            }),
            Read::Metrics { rule, from, to } => self.one(req, "GetMetricData", async move |client| {
                client.in_lane(Lane::Background).rule_metrics(&rule, from, to).await.map(Reply::Metrics)
            }),
            Read::LogGroup(name) => {
                self.one(req, "DescribeLogGroups", async move |client| {
                    client.log_group(&name).await.map(Reply::LogGroup)
                });
            }
            Read::Listing(listing) => self.listing(req, listing),
            Read::UsedBy { target, bus } => self.one(req, "ListRuleNamesByTarget", async move |client| {
                client.rule_names_by_target(&target, &bus).try_concat().await.map(Reply::UsedBy)
            }),
            Read::TestPattern { pattern, event } => self.one(req, "TestEventPattern", async move |client| {
                client.test_event_pattern(&pattern, &event).await.map(Reply::Tested)
            }),
            Read::RememberedState(arn) => self.remembered_state(req, arn),
            Read::Draft(rule) => self.draft(req, rule),
            Read::EventFile(path) => self.event_file(req, path),
            Read::Profiles => {
                let answers = self.answers.clone();
                self.spawn(req, "Reading the profiles", self.wire.clone(), async move {
                    answers.give(req, true, aws::profiles().await.map(Reply::Profiles));
                });
            }
        }
    }

    fn listing(&self, req: Req, listing: Listing) {
        match listing {
            Listing::EventSources => self.list(req, |client| client.event_sources(), Reply::EventSources),
            Listing::Archives => self.list(req, |client| client.archives(), Reply::Archives),
            Listing::Replays => self.list(req, |client| client.replays(), Reply::Replays),
            Listing::Connections => self.list(req, |client| client.connections(), Reply::Connections),
            Listing::ApiDestinations => {
                self.list(req, |client| client.api_destinations(), Reply::ApiDestinations);
            }
        }
    }

    fn one<W>(&self, req: Req, operation: &'static str, work: impl FnOnce(Client) -> W + Send + 'static)
    where
        W: Future<Output = Result<Reply, CallError>> + Send,
    {
        self.call(req, operation, move |client, _| work(client));
    }

    fn list<T: Send + 'static>(
        &self,
        req: Req,
        pages: impl FnOnce(Client) -> Pages<T> + Send + 'static,
        reply: fn(Vec<T>) -> Reply,
    ) {
        self.call(req, "Listing", move |client, answers| hand_on(req, pages(client), reply, answers));
    }
}

/// Hands pages on as they come; answers the last one.
async fn hand_on<T>(
    req: Req,
    mut pages: Pages<T>,
    reply: fn(Vec<T>) -> Reply,
    answers: Answers,
) -> Result<Reply, CallError> {
    let mut page = pages.try_next().await?.unwrap_or_default();
    loop {
        // The end of a list shows at once, without a call: then this page is the last. Otherwise it is shown
        // while the next one is on its way.
        let next = if let Some(next) = pages.next().now_or_never() {
            next
        } else {
            answers.give(req, false, Ok(reply(std::mem::take(&mut page))));
            pages.next().await
        };
        match next {
            None => return Ok(reply(page)),
            Some(Err(error)) => {
                answers.give(req, false, Ok(reply(page)));
                return Err(error);
            }
            Some(Ok(more)) => page.extend(more),
        }
    }
}
