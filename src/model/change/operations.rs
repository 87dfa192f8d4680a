//! Every operation of EventBridge's classic API, and where it is to be found here.

/// An operation and where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The API's name of it.
    pub name: &'static str,
    /// Where it is.
    pub here: Here,
}

/// Where an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Here {
    /// As this command; in the explorer too, but for what this account offers to others as a partner.
    Command(&'static str),
    /// Left out, for this reason.
    LeftOut(&'static str),
}

impl Here {
    /// In a few words.
    pub fn words(self) -> String {
        match self {
            Self::Command(command) => format!("`buslens {command}`"),
            Self::LeftOut(why) => format!("left out: {why}"),
        }
    }
}

const fn by(name: &'static str, command: &'static str) -> Operation {
    Operation { name, here: Here::Command(command) }
}

const fn unsupported_operation(name: &'static str, why: &'static str) -> Operation {
    Operation { name, here: Here::LeftOut(why) }
}

const ENDPOINTS: &str = "global endpoints are read only: a change of one turns the traffic of two regions";
const PARTNER: &str =
    "the partner's side is read only: its sources belong to the program that sends their events";

/// All of them, by name (EventBridge API reference, "Actions").
pub const OPERATIONS: &[Operation] = &[
    by("ActivateEventSource", "partner activate"),
    by("CancelReplay", "replays cancel"),
    by("CreateApiDestination", "destination create"),
    by("CreateArchive", "archive create"),
    by("CreateConnection", "connection create"),
    unsupported_operation("CreateEndpoint", ENDPOINTS),
    by("CreateEventBus", "bus create"),
    unsupported_operation("CreatePartnerEventSource", PARTNER),
    by("DeactivateEventSource", "partner deactivate"),
    by("DeauthorizeConnection", "connection deauthorize"),
    by("DeleteApiDestination", "destination delete"),
    by("DeleteArchive", "archive delete"),
    by("DeleteConnection", "connection delete"),
    unsupported_operation("DeleteEndpoint", ENDPOINTS),
    by("DeleteEventBus", "bus delete"),
    unsupported_operation("DeletePartnerEventSource", PARTNER),
    by("DeleteRule", "rule delete"),
    by("DescribeApiDestination", "destination describe"),
    by("DescribeArchive", "archive describe"),
    by("DescribeConnection", "connection describe"),
    by("DescribeEndpoint", "endpoint describe"),
    by("DescribeEventBus", "bus describe"),
    by("DescribeEventSource", "partner describe"),
    by("DescribePartnerEventSource", "partner offered describe"),
    by("DescribeReplay", "replays describe"),
    by("DescribeRule", "rule describe"),
    by("DisableRule", "rule disable"),
    by("EnableRule", "rule enable"),
    by("ListApiDestinations", "destination list"),
    by("ListArchives", "archive list"),
    by("ListConnections", "connection list"),
    by("ListEndpoints", "endpoint list"),
    by("ListEventBuses", "buses"),
    by("ListEventSources", "partner list"),
    by("ListPartnerEventSourceAccounts", "partner offered accounts"),
    by("ListPartnerEventSources", "partner offered list"),
    by("ListReplays", "replays list"),
    by("ListRuleNamesByTarget", "rules --target"),
    by("ListRules", "rules"),
    by("ListTagsForResource", "tag"),
    by("ListTargetsByRule", "targets"),
    by("PutEvents", "put"),
    unsupported_operation("PutPartnerEvents", PARTNER),
    by("PutPermission", "permission put"),
    by("PutRule", "rule put"),
    by("PutTargets", "target put"),
    by("RemovePermission", "permission remove"),
    by("RemoveTargets", "target remove"),
    by("StartReplay", "replays start"),
    by("TagResource", "tag"),
    by("TestEventPattern", "match --ask-aws"),
    by("UntagResource", "untag"),
    by("UpdateApiDestination", "destination update"),
    by("UpdateArchive", "archive update"),
    by("UpdateConnection", "connection update"),
    unsupported_operation("UpdateEndpoint", ENDPOINTS),
    by("UpdateEventBus", "bus update"),
];
