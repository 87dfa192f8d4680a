//! Reads from the account: which call of the client answers each; lists page by page as they come.

use super::files::event_file;
use super::{Executor, Reply};
use crate::app::read::{LOG_SPAN, METRICS_SPAN, Read, Readable, kind};
use crate::app::request::Req;
use crate::aws::{self, Client, Lane, Pages};
use crate::model::{CallError, Millis, RuleKey};
use crate::runtime::bus_log;
use crate::runtime::gather::{Lists, ask, find_events};
use crate::runtime::probe::prepare;
use crate::runtime::taps::{TapSubject, find, tap_plan};
use futures_util::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use std::sync::{Arc, PoisonError};

impl Executor {
    /// One line for each thing that can be read.
    pub(super) fn read(&self, req: Req, read: Read, urgent: bool) {
        let lane = if urgent { Lane::Screen } else { Lane::Background };
        match read {
            Read::Buses => self.pages(req, kind::Buses, (), |client, ()| client.buses()),
            Read::EventSources => {
                self.pages(req, kind::EventSources, (), |client, ()| client.event_sources());
            }
            Read::Archives => self.pages(req, kind::Archives, (), |client, ()| client.archives()),
            Read::Replays => self.pages(req, kind::Replays, (), |client, ()| client.replays()),
            Read::Connections => self.pages(req, kind::Connections, (), |client, ()| client.connections()),
            Read::ApiDestinations => {
                self.pages(req, kind::ApiDestinations, (), |client, ()| client.api_destinations());
            }
            Read::Endpoints => self.pages(req, kind::Endpoints, (), |client, ()| client.endpoints()),
            Read::Functions => self.pages(req, kind::Functions, (), |client, ()| client.functions()),
            Read::Queues => self.pages(req, kind::Queues, (), |client, ()| client.queues()),
            Read::Topics => self.pages(req, kind::Topics, (), |client, ()| client.topics()),
            Read::StateMachines => {
                self.pages(req, kind::StateMachines, (), |client, ()| client.state_machines());
            }
            Read::LogGroups => self.pages(req, kind::LogGroups, (), |client, ()| client.log_groups("")),
            Read::LogPolicies => {
                self.pages(req, kind::LogPolicies, (), |client, ()| client.log_resource_policies());
            }
            Read::Roles => self.pages(req, kind::Roles, (), |client, ()| client.roles()),
            Read::Whole(thing) => {
                self.one(req, kind::Whole, thing, async |client, thing| client.whole(&thing).await);
            }
            Read::WhoChanged(thing) => {
                self.one(req, kind::WhoChanged, thing, async |client, thing| {
                    Ok(client.who_changed(&thing).await)
                });
            }
            Read::Described(thing) => {
                self.one(req, kind::Described, thing, async |client, thing| client.describe(&thing).await);
            }
            Read::Uses(thing) => {
                self.one(req, kind::Uses, thing, async |client, thing| client.uses(&thing).await);
            }
            Read::Past(thing) => {
                let (gate, answers) = (self.gate.clone(), self.answers.clone());
                self.one(req, kind::Past, thing, async move |client, thing| {
                    let (past, notice) = gate.past(&client, &thing).await?;
                    notice.into_iter().for_each(|text| answers.notice(text));
                    Ok(past)
                });
            }
            Read::Undoable(asked) => {
                let (gate, answers) = (self.gate.clone(), self.answers.clone());
                self.one(req, kind::Undoable, asked, async move |client, _| {
                    let (changes, notice) = gate.undoable(&client, client.service_time()).await?;
                    notice.into_iter().for_each(|text| answers.notice(text));
                    Ok(changes)
                });
            }
            Read::Failing => self
                .pages(req, kind::Failing, (), |client, ()| client.in_lane(Lane::Background).failing_rules()),
            Read::Sent => {
                let (gate, answers) = (self.gate.clone(), self.answers.clone());
                self.one(req, kind::Sent, (), async move |client, ()| {
                    let (sent, notice) = gate.events_sent(&client).await?;
                    answers.notice_of(kind::Sent::OPERATION, notice.unwrap_or_default());
                    Ok(sent)
                });
            }
            Read::SavedEvents => self.saved_events(self.reply(req, kind::SavedEvents, ())),
            Read::Taps => {
                self.one(req, kind::Taps, (), async |client, ()| Ok(find(&client).await.sightings()));
            }
            Read::Calls => self.one(req, kind::Calls, (), async |client, ()| Ok(client.calls())),
            Read::Permissions(()) => {
                self.one(req, kind::Permissions, (), async |client, ()| Ok(client.permissions()));
            }
            Read::Profiles => {
                let reply = self.reply(req, kind::Profiles, ());
                self.spawn(reply.clone().panic_reply(), async move { reply.end(aws::profiles().await) });
            }
            Read::Bus(name) => {
                self.one(req, kind::Bus, name, async |client, name| client.bus(&name).await);
            }
            Read::Rules(bus) => self.pages(req, kind::Rules, bus, |client, bus| client.rules(bus)),
            Read::Targets(rule) => {
                let pages = move |client: Client, rule: &RuleKey| client.in_lane(lane).targets(rule);
                self.pages(req, kind::Targets, rule, pages);
            }
            Read::Tags(arn) => self.one(req, kind::Tags, arn, async |client, arn| client.tags(&arn).await),
            Read::Metrics(rule) => {
                self.one(req, kind::Metrics, rule, async |client, rule| {
                    let to = client.service_time();
                    client.in_lane(Lane::Background).rule_metrics(&rule, to - METRICS_SPAN, to).await
                });
            }
            Read::Rule(rule) => {
                self.one(req, kind::Rule, rule, async |client, rule| client.rule(&rule).await);
            }
            Read::TapPlan(rule) => self.one(req, kind::TapPlan, rule, async |client, rule| {
                tap_plan(&client, TapSubject::Rule(rule)).await
            }),
            Read::ProbePlan(of) => {
                self.one(req, kind::ProbePlan, of, async |client, of| prepare(&client, &of).await);
            }
            Read::BusLog(of) => self.one(req, kind::BusLog, of, async |client, of| {
                Ok(bus_log::read(&client, &of, LOG_SPAN, || None).await?.0)
            }),
            Read::EventsById(of) => self.one(req, kind::EventsById, of, async |client, of| {
                find_events(&client, &Lists::default(), &of).await
            }),
            Read::UsedBy(of) => self.one(req, kind::UsedBy, of, async |client, of| {
                client.rule_names_by_target(&of.target, &of.bus).try_concat().await
            }),
            Read::Evidence(raised) => {
                let lists = self.lists_of(raised.run);
                self.one(req, kind::Evidence, raised, async move |client, raised| {
                    ask(&client, &lists, &raised.rule, &raised.arn, &raised.question).await
                });
            }
            Read::TestPattern(test) => self.one(req, kind::TestPattern, test, async |client, test| {
                client.test_event_pattern(&test.pattern, &test.event).await
            }),
            Read::RecordedState(rule) => self.recorded_state(self.reply(req, kind::RecordedState, rule)),
            Read::Draft(rule) => self.draft(self.reply(req, kind::Draft, rule)),
            Read::EventFile(path) => event_file(self.reply(req, kind::EventFile, path)),
        }
    }

    /// The lists that the questions of one diagnosis share.
    fn lists_of(&self, run: Millis) -> Arc<Lists> {
        let mut kept = self.lists.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_none_or(|(of, _)| *of != run) {
            *kept =
                Some((run, Arc::new(Lists::new(self.setup.states.clone(), Some(self.setup.sent.clone())))));
        }
        kept.as_ref().map(|(_, lists)| Arc::clone(lists)).unwrap_or_default()
    }

    /// A call that is answered at once.
    fn one<R: Readable, W>(
        &self,
        req: Req,
        kind: R,
        key: R::Key,
        work: impl FnOnce(Client, R::Key) -> W + Send + 'static,
    ) where
        W: Future<Output = Result<R::Answer, CallError>> + Send,
    {
        self.call(self.reply(req, kind, key), async move |client, reply| {
            let outcome = work(client, reply.key.clone()).await;
            reply.end(outcome);
        });
    }

    /// A list, handed on page by page.
    fn pages<R: Readable<Answer = Vec<T>>, T: Send + 'static>(
        &self,
        req: Req,
        kind: R,
        key: R::Key,
        pages: impl FnOnce(Client, &R::Key) -> Pages<T> + Send + 'static,
    ) {
        self.call(self.reply(req, kind, key), async move |client, reply| {
            let pages = pages(client, &reply.key);
            let outcome = hand_on(pages, &reply).await;
            reply.end(outcome);
        });
    }

    /// A task with the client.
    fn call<R: Readable, W>(&self, reply: Reply<R>, work: impl FnOnce(Client, Reply<R>) -> W + Send + 'static)
    where
        W: Future<Output = ()> + Send,
    {
        let mut wire = self.wire.clone();
        self.spawn(reply.clone().panic_reply(), async move {
            match wire.client().await {
                Some(Ok(client)) => work(client, reply).await,
                Some(Err(error)) => reply.end(Err(error)),
                None => {}
            }
        });
    }
}

/// Hands pages on as they come; answers the last one.
async fn hand_on<R: Readable<Answer = Vec<T>>, T>(
    mut pages: Pages<T>,
    reply: &Reply<R>,
) -> Result<Vec<T>, CallError> {
    let mut page = pages.try_next().await?.unwrap_or_default();
    loop {
        // The end of a list shows at once, without a call: then this page is the last. Otherwise it is shown
        // while the next one is on its way.
        let next = if let Some(next) = pages.next().now_or_never() {
            next
        } else {
            reply.page(std::mem::take(&mut page));
            pages.next().await
        };
        match next {
            None => return Ok(page),
            Some(Err(error)) => {
                reply.page(page);
                return Err(error);
            }
            Some(Ok(more)) => page.extend(more),
        }
    }
}
