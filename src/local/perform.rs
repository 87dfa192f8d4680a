//! Performs a call that was read: waits for the account to catch up with the clock, asks the service, and
//! records what was changed. Reading requests and writing answers is for `server`.

use super::account::Account;
use super::error::{ApiError, ApiResult};
use super::events::EventsContext;
use super::faults::CallFaults;
use super::logs::{Reply, Started};
use super::server::{Shared, until_ended};
use super::wire::{Call, Protocol, Service};
use super::{cloudtrail, cloudwatch, events, iam, kms, lambda, logs, s3, sns, sqs, step_functions, sts};
use serde_json::Value;
use std::time::Duration;

/// A call waits this long for an account that still has its past to live through, and then goes ahead.
const PATIENCE: Duration = Duration::from_millis(800);

/// A call that asks for the past itself waits this long: an answer without it would be taken for all there
/// is. Clients give up after 20 s and more.
const PATIENCE_FOR_THE_PAST: Duration = Duration::from_secs(15);

/// An open ReceiveMessage looks this often for what came.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What IAM calls the service in actions.
pub(super) const fn prefix(service: Service) -> &'static str {
    match service {
        Service::Events => "events",
        Service::Logs => "logs",
        Service::CloudWatch => "cloudwatch",
        Service::Sts => "sts",
        Service::Sqs => "sqs",
        Service::Sns => "sns",
        Service::Lambda => "lambda",
        Service::Iam => "iam",
        Service::Kms => "kms",
        Service::CloudTrail => "cloudtrail",
        Service::S3 => "s3",
        Service::StepFunctions => "states",
    }
}

/// How long a call waits for the account to catch up; those that neither look at what events do nor change it
/// need not.
fn patience(call: &Call) -> Option<Duration> {
    let looks = only_looks(&call.operation);
    let waits = match call.service {
        Service::Events => {
            !looks || call.operation.ends_with("Replay") || call.operation.ends_with("Replays")
        }
        Service::Logs => !matches!(
            call.operation.as_str(),
            "DescribeLogGroups" | "ListLogGroups" | "DescribeResourcePolicies" | "StartLiveTail"
        ),
        Service::CloudWatch | Service::Sqs => true,
        Service::Sts | Service::Iam => false,
        Service::Sns
        | Service::Lambda
        | Service::Kms
        | Service::CloudTrail
        | Service::S3
        | Service::StepFunctions => !looks,
    };
    let reads_the_past = matches!(
        call.operation.as_str(),
        "FilterLogEvents" | "GetLogEvents" | "GetMetricData" | "ReceiveMessage" | "GetQueueAttributes"
    );
    waits.then_some(if reads_the_past { PATIENCE_FOR_THE_PAST } else { PATIENCE })
}

/// Whether a call may change who may deliver to what, or whether it is there.
fn changes_permits(call: &Call) -> bool {
    let moves_data = matches!(
        call.operation.as_str(),
        "PutEvents"
            | "PutLogEvents"
            | "SendMessage"
            | "SendMessageBatch"
            | "ReceiveMessage"
            | "DeleteMessage"
            | "DeleteMessageBatch"
            | "ChangeMessageVisibility"
            | "Publish"
            | "Invoke"
    );
    !moves_data && !only_looks(&call.operation)
}

/// Whether an operation only looks. (ReceiveMessage hides what it shows from the next caller.)
fn only_looks(operation: &str) -> bool {
    ["List", "Describe", "Get", "Head", "Test", "Filter", "Lookup", "Simulate", "StartLiveTail"]
        .iter()
        .any(|verb| operation.starts_with(verb))
}

/// What a call comes to.
pub(super) enum Performed {
    Value(Value),
    Tail(Started),
    Rest(s3::Reply),
}

async fn perform(shared: &Shared, call: &Call, plan: CallFaults) -> ApiResult<Performed> {
    if let Some(error) = plan.error {
        return Err(error);
    }
    shared.until_loaded().await?;
    let now = shared.clock.now();
    if let Some(patience) = patience(call) {
        shared.catch_up_briefly(now, patience).await;
    }
    let context = EventsContext { now, entry_refusal: plan.entry_refusal };
    let regions = &mut *shared.state.lock().await;
    let account = &mut regions.region(&call.region, now).account;
    let outcome = ask(account, call, &context);
    if outcome.is_ok() && changes_permits(call) {
        let id = account.ids.uuid();
        let Account { cloudtrail, region, .. } = account;
        cloudtrail.record((prefix(call.service), &call.operation), &call.input, id, region, now);
        regions.forget_permits();
    }
    regions.depart(now);
    outcome
}

/// Asks the service.
fn ask(account: &mut Account, call: &Call, context: &EventsContext) -> ApiResult<Performed> {
    let (operation, now) = (call.operation.as_str(), context.now);
    let input = || call.input.clone();
    let value = match call.service {
        Service::Events => events::call(account, operation, input(), context),
        Service::Logs if operation == "StartLiveTail" && !matches!(call.protocol, Protocol::Json { .. }) => {
            Err(ApiError::unknown_operation(operation))
        }
        Service::Logs => match logs::call(account, operation, input(), now)? {
            Reply::Value(value) => Ok(value),
            Reply::Tail(started) => return Ok(Performed::Tail(started)),
        },
        Service::CloudWatch => cloudwatch::call(account, operation, input(), now),
        Service::Sts => sts::call(operation),
        Service::Sqs => sqs::call(account, operation, input(), &sqs::SqsContext { now, host: &call.host }),
        Service::Sns => sns::call(account, operation, input(), now),
        Service::Lambda => lambda::call(account, operation, input(), now),
        Service::Iam => {
            let global = account.global.clone();
            iam::call(&mut global.lock().iam, operation, input(), now)
        }
        Service::Kms => kms::call(account, operation, input(), now),
        Service::CloudTrail => cloudtrail::call(account, operation, input(), now),
        Service::StepFunctions => step_functions::call(account, operation, input(), now),
        Service::S3 => return s3::call(account, call, now).map(Performed::Rest),
    };
    value.map(Performed::Value)
}

/// Performs a call; a ReceiveMessage that finds nothing waits as long as it asks to.
pub(super) async fn perform_patiently(
    shared: &Shared,
    call: &Call,
    plan: CallFaults,
) -> ApiResult<Performed> {
    let waits = call.service == Service::Sqs && call.operation == "ReceiveMessage";
    let until = if waits {
        let now = shared.clock.now();
        let regions = &mut *shared.state.lock().await;
        sqs::patience(&regions.region(&call.region, now).account, &call.input)
    } else {
        0
    };
    let mut outcome = perform(shared, call, plan).await;
    let (began, clock) = (tokio::time::Instant::now(), shared.clock.now());
    let mut shutdown = shared.shutdown.subscribe();
    let wall = Duration::from_millis(until.unsigned_abs());
    while matches!(&outcome, Ok(Performed::Value(value)) if value["Messages"].is_null())
        && began.elapsed() < wall
        && shared.clock.now() < clock + until
    {
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = until_ended(&mut shutdown) => break,
        }
        outcome = perform(shared, call, CallFaults::default()).await;
    }
    outcome
}
