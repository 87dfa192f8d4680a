//! The checks, one for each row of the catalogue of causes.
//!
//! A check looks at the case and writes what it finds: in order, fault, suspect, cannot see, or nothing where
//! it has nothing to say. `often` says how often a cause is the answer in practice (0 to 100), which decides
//! the order among findings of one status; it was set from what the user guide's troubleshooting pages and
//! the questions people ask treat first.

mod arrival;
mod bucket;
mod bus_key;
mod call_names;
mod can_match;
mod circle;
mod cloudtrail;
mod dead_letter;
mod denial;
mod destination;
mod elsewhere;
mod forwarder;
mod function;
mod handed_on;
mod input;
mod key_repair;
mod key_state;
mod kms_key;
mod log_policy;
mod logs;
mod matching;
mod miss_rows;
mod near_target;
mod other_bus;
mod own_s3_events;
mod parameters;
mod pattern_text;
mod queue;
mod queue_tags;
mod queue_times;
mod recorded_calls;
mod recorded_source;
mod refusal;
mod region;
mod role;
mod role_or_policy;
mod rule_metrics;
mod sender;
mod service_events;
mod sign_in;
mod size;
mod subscribed_function;
mod subscriptions;
mod taken_there;
mod target;
mod too_early;
mod trail_repair;
mod trust;

use super::case::Case;
use super::ladder::Tells;
use super::report::Report;

/// One row of the catalogue.
pub(super) struct Check {
    pub(super) id: &'static str,
    pub(super) rung: u8,
    pub(super) often: u8,
    /// It needs nothing but the rule, its targets, its bus, its metrics, and what lists of the account tell.
    pub(super) quick: bool,
    pub(super) tells: Tells,
    pub(super) run: fn(&Case<'_>, &mut Report),
}

const fn quick(id: &'static str, rung: u8, often: u8, run: fn(&Case<'_>, &mut Report)) -> Check {
    Check { id, rung, often, quick: true, tells: Tells::Cause, run }
}

const fn deep(id: &'static str, rung: u8, often: u8, run: fn(&Case<'_>, &mut Report)) -> Check {
    Check { id, rung, often, quick: false, tells: Tells::Cause, run }
}

impl Check {
    /// It tells no more than that a delivery may fail, or that one was lost.
    const fn of_loss(self) -> Self {
        Self { tells: Tells::Loss, ..self }
    }

    /// It tells that deliveries are refused or go no further, or may.
    const fn of_refusal(self) -> Self {
        Self { tells: Tells::Refusal, ..self }
    }
}

/// How often a finding of a check is the answer, where that is another number than the check's own below.
mod often {
    /// What the pattern misses of the event that was asked about: before all that is wrong with targets, to
    /// which that event does not get, and after M1, that the rule is switched off.
    pub(super) const EVENT_MISSED: u8 = 94;
    /// That a schedule takes no event: after what is wrong with the schedule itself (M23, M29).
    pub(super) const NOT_ITS_TICK: u8 = 56;
    /// That a partner's source is not active yet: before on which bus its events would be (M2).
    pub(super) const PARTNER_PENDING: u8 = 71;
    /// That the account which is asked for is this one but for a digit: before what else keeps events away.
    pub(super) const MISSPELT_ACCOUNT: u8 = 79;
    /// A target's ARN that no rule can send to: before what the thing there would answer (T2, T3).
    pub(super) const UNFIT_ARN: u8 = 86;
    /// That a function takes no calls at all: before what keeps some of them from it (T19).
    pub(super) const NO_CALLS: u8 = 81;
    /// That encryption with a bus's key fails: after what is wrong with the key (K3).
    pub(super) const ENCRYPTION_FAILS: u8 = 39;
    /// What a captured event shows: after what a schema says (M31).
    pub(super) const AFTER_SCHEMA: u8 = 19;
    /// A state that brings nothing as long as no trail records: after that none does (M13, M14).
    pub(super) const UNRECORDED: u8 = 49;
    /// That some events of a service are in another region only.
    pub(super) const PARTLY_GLOBAL: u8 = 12;
    /// That a key's policy lacks what a guide asks for, and deliveries may do without.
    pub(super) const ONLY_ADVISED: u8 = 8;
    /// That a log group lets EventBridge in and not the second service that the guide names.
    pub(super) const SECOND_SERVICE: u8 = 8;
    /// What keeps EventBridge out of a log group that is not there: after that it is not there (L7).
    pub(super) const ONCE_THERE: u8 = 75;
    /// That the rule which forwards such events cannot: before what only captured events of other kinds show.
    pub(super) const DOES_NOT_HAND_ON: u8 = 70;
    /// That the rule which forwards events takes nearly those that are waited for.
    pub(super) const HANDS_ON_NEARLY: u8 = 60;
    /// That the rule was changed a moment ago: before what may be wrong with a target's input (T12).
    pub(super) const JUST_CHANGED: u8 = 70;
    /// That nobody gets what a topic, queue or bus took: before what only looks odd.
    pub(super) const BEHIND_A_TARGET: u8 = 20;
    /// What passes by itself: the answer where there is no other.
    pub(super) const PASSES: u8 = 0;
}

/// All checks, by rung. What a rule's own text gets wrong comes before what a whole account lacks (M13): it
/// stays wrong when that is put right. Ids beginning with R are the rung's own question, answered by metrics,
/// logs or where the event was seen.
pub(super) const CHECKS: &[Check] = &[
    deep("M21", 0, 40, too_early::changed),
    deep("R1", 1, 5, arrival::arrived),
    quick("M2", 1, 70, elsewhere::service_event_on_custom_bus),
    quick("M3", 1, 60, region::other_region),
    quick("M4", 1, 58, region::global_service),
    quick("M17", 1, 55, elsewhere::service_event_on_partner_bus),
    deep("M13", 1, 60, cloudtrail::no_trail),
    deep("M14", 1, 50, cloudtrail::left_out),
    deep("M15", 1, 65, bucket::silent),
    deep("M16", 1, 50, sender::partner_source),
    deep("M18", 1, 62, sender::put_failed),
    deep("M19", 1, 61, sender::no_such_bus),
    deep("M20", 1, 30, sender::too_large),
    deep("M22", 1, 3, sender::best_effort),
    deep("M25", 1, 40, arrival::replay_limited),
    quick("B1", 1, 45, arrival::bus_policy),
    quick("M1", 2, 95, can_match::disabled),
    quick("M12", 2, 64, cloudtrail::read_only),
    quick("M23", 2, 60, can_match::schedule),
    deep("M24", 2, 4, can_match::quota),
    quick("M29", 2, 57, can_match::schedule_state),
    quick("M30", 2, 30, can_match::public_health),
    deep("K3", 2, 40, bus_key::of_bus),
    quick("T25", 2, 2, can_match::managed),
    deep("M5", 3, 80, matching::differs),
    deep("M6", 3, 80, matching::spelling),
    deep("M7", 3, 80, matching::separator),
    deep("M8", 3, 80, matching::kind_of_value),
    deep("M9", 3, 80, matching::empty),
    quick("M10", 3, 79, matching::shape),
    quick("M11", 3, 63, pattern_text::resources),
    deep("M26", 3, 80, matching::elements),
    quick("M27", 3, 62, call_names::names),
    quick("M28", 3, 53, pattern_text::operator_outside),
    quick("M31", 3, 66, pattern_text::schema),
    deep("M32", 3, 10, matching::too_wide),
    quick("R4", 4, 6, rule_metrics::by_metrics).of_loss(),
    quick("T1", 4, 90, target::none),
    quick("T9", 4, 66, target::needs_role),
    quick("T15", 4, 48, other_bus::third_hop).of_refusal(),
    quick("T16", 4, 64, target::other_region),
    quick("T18", 4, 10, target::gives_up).of_loss(),
    quick("T19", 4, 8, rule_metrics::retried),
    quick("T20", 4, 14, rule_metrics::throttled).of_loss(),
    quick("T24", 4, 16, circle::circle),
    quick("R5", 5, 7, rule_metrics::failures),
    quick("T2", 5, 85, target::deleted),
    deep("T3", 5, 84, function::policy).of_refusal(),
    deep("T4", 5, 25, function::account_condition).of_refusal(),
    deep("T5", 5, 83, function::bus_in_arn).of_refusal(),
    deep("T6", 5, 82, queue::topic_policy).of_refusal(),
    deep("T7", 5, 82, queue::queue_policy).of_refusal(),
    quick("T8", 5, 63, queue::fifo),
    deep("T10", 5, 75, role::short).of_refusal(),
    deep("T11", 5, 76, role_or_policy::in_place_of_policy).of_refusal(),
    quick("T12", 5, 68, input::unfit),
    deep("T13", 5, 52, other_bus::other_account).of_refusal(),
    quick("T14", 5, 17, target::other_account).of_refusal(),
    quick("T17", 5, 67, destination::connection).of_refusal(),
    quick("T21", 5, 6, dead_letter::discarded).of_loss(),
    quick("T22", 5, 11, dead_letter::broken).of_loss(),
    deep("T23", 5, 9, dead_letter::reasons),
    deep("K1", 5, 72, kms_key::of_target).of_refusal(),
    deep("L1", 5, 78, log_policy::policy).of_refusal(),
    deep("L2", 5, 77, log_policy::source_arn).of_refusal(),
    quick("L3", 5, 69, logs::role),
    quick("L4", 5, 71, logs::star),
    quick("L5", 5, 68, logs::shape),
    deep("L6", 5, 35, logs::event_time_of),
    deep("L7", 5, 76, logs::missing),
    deep("L9", 5, 20, logs::too_large),
    deep("L11", 5, 42, logs::key).of_refusal(),
    deep("R6", 6, 1, logs::none),
    deep("L8", 6, 33, logs::class),
    deep("L10", 6, 32, logs::retention),
];

pub(super) use bucket::buckets_to_ask;
pub(super) use cloudtrail::needs_trails;
pub(super) use elsewhere::{roles_of_senders, waits_for_senders};
pub(super) use handed_on::may_be as may_be_handed_on;
pub(super) use near_target::{meant_here, wants_names};
pub(super) use queue_tags::tagged_queues;
pub(super) use sender::{partner_of, sends_to_another_bus};
pub(super) use subscribed_function::subscribed_functions;
pub(super) use subscriptions::{subscribed_queues, wants_subscriptions};
