//! Putting policies together: what all the documents that bear on a request make of it.

use super::decision::{BOUNDARY, Cited, Decision, Lack, NearestStatement, PolicyOrigin};
use super::document::Policy;
use super::principal::Naming;
use super::request::{Caller, Request};
use super::statement::{Effect, Setting, Statement};
use super::{Truth, account_of};

/// The sort of resource, which decides how its policy counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// In one account the caller's policies may do without the resource's.
    Ordinary,
    /// A KMS key: its policy must allow, or hand the decision to the account.
    Key,
    /// A role to be assumed: the trust policy must allow; it has no `Resource` element.
    Role,
}

/// The documents that bear on a request.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    /// The sort of resource.
    pub sort: Resource,
    /// Its policy, if it has one.
    pub resource: Option<&'a Policy>,
    /// The policies of the caller; none for a service. Where nothing is handed in they are another's affair,
    /// and taken to allow.
    pub caller: Option<&'a [&'a Policy]>,
    /// The caller's permissions boundary, if it has one.
    pub boundary: Option<&'a Policy>,
}

/// What some documents say together.
struct Side<'a> {
    says: Says,
    name: &'static str,
    documents: Vec<(PolicyOrigin, &'a Policy)>,
}

enum Says {
    Yes(Vec<Cited>),
    No,
    Unknown(Cited, String),
}

impl Side<'_> {
    fn granted() -> Self {
        Self { says: Says::Yes(Vec::new()), name: "", documents: Vec::new() }
    }

    fn is_no(&self) -> bool {
        matches!(self.says, Says::No)
    }

    /// Both must allow; of two that do not, the first is named.
    fn and(mut self, other: Self) -> Self {
        match (&mut self.says, other.says) {
            (Says::No, _) => self,
            (_, Says::No) => Self { says: Says::No, ..other },
            (Says::Unknown(..), _) => self,
            (_, says @ Says::Unknown(..)) => Self { says, ..other },
            (Says::Yes(by), Says::Yes(more)) => {
                by.extend(more);
                self
            }
        }
    }

    /// One is enough; of two that do not allow, the first is named.
    fn or(self, other: Self) -> Self {
        let worth = |side: &Self| match side.says {
            Says::No => 0,
            Says::Unknown(..) => 1,
            Says::Yes(_) => 2,
        };
        if worth(&other) > worth(&self) { other } else { self }
    }
}

impl<'a> Access<'a> {
    /// Only the resource's own policy counts: the caller is a service.
    pub fn of_resource(policy: Option<&'a Policy>) -> Self {
        Self { sort: Resource::Ordinary, resource: policy, caller: Some(&[]), boundary: None }
    }

    /// The key's own policy and the caller's.
    pub fn of_key(policy: &'a Policy, caller: &'a [&'a Policy]) -> Self {
        Self { sort: Resource::Key, resource: Some(policy), caller: Some(caller), boundary: None }
    }

    /// The role's trust policy.
    pub fn of_role(trust: &'a Policy) -> Self {
        Self { sort: Resource::Role, resource: Some(trust), caller: Some(&[]), boundary: None }
    }

    /// What AWS would answer.
    pub fn decide(&self, request: &Request) -> Decision {
        let (mut doubt, mut denials) = (None, Vec::new());
        for (origin, policy) in self.documents() {
            for statement in policy.statements.iter().filter(|statement| statement.effect == Effect::Deny) {
                match statement.covers(request, None, self.setting(origin, policy)) {
                    Truth::Yes => denials.push(cite(origin, statement)),
                    Truth::Unknown(why) if doubt.is_none() => {
                        let statement = cite(origin, statement);
                        doubt = Some(Decision::Unknown { statement, effect: Effect::Deny, why });
                    }
                    Truth::Unknown(_) | Truth::No => {}
                }
            }
        }
        if !denials.is_empty() {
            return Decision::Denied(denials);
        }
        let decision = self.allowing(request);
        match doubt {
            Some(doubt) if !decision.is_refused() => doubt,
            Some(_) | None => decision,
        }
    }

    /// What the statements that allow come to.
    fn allowing(&self, request: &Request) -> Decision {
        let documents: Vec<_> =
            self.resource.map(|policy| (PolicyOrigin::Resource, policy)).into_iter().collect();
        let name = match self.sort {
            Resource::Ordinary => "the resource's policy",
            Resource::Key => "the key's policy",
            Resource::Role => "the trust policy",
        };
        let side = |how: Naming| self.side(request, name, documents.clone(), Some(how));
        let delegated = side(Naming::Account);
        let direct = self.bounded(request, side(Naming::Itself)).or(side(Naming::Everybody));
        let own = match &request.caller {
            Caller::Service(_) => return self.decision(request, direct),
            Caller::Identity(arn) => self.own(request, arn),
            // What an account's own policies say is its affair.
            Caller::Somebody(_) => Side::granted(),
        };
        let owner = account_of(&request.resource);
        let same_account = match &request.caller {
            // Who is from nobody's account is a stranger everywhere, also where the ARN names no account.
            Caller::Somebody(account) => account == owner,
            Caller::Service(_) | Caller::Identity(_) => {
                owner.is_empty() || request.caller.account() == Some(owner)
            }
        };
        let side = match self.sort {
            Resource::Ordinary | Resource::Key | Resource::Role if !same_account => {
                direct.or(delegated).and(own)
            }
            Resource::Key | Resource::Role => {
                let by_account = delegated.and(own);
                if by_account.name == name || !by_account.is_no() {
                    direct.or(by_account)
                } else {
                    by_account.or(direct)
                }
            }
            Resource::Ordinary if own.is_no() && direct.name == BOUNDARY => direct,
            Resource::Ordinary => own.or(direct),
        };
        self.decision(request, side)
    }

    /// What the caller's own policies allow, within its boundary.
    fn own(&self, request: &Request, arn: &str) -> Side<'a> {
        // An account as a whole may do what it likes; its own policies are for those inside it.
        let Some(caller) = self.caller.filter(|_| !arn.ends_with(":root")) else { return Side::granted() };
        let documents =
            caller.iter().enumerate().map(|(at, policy)| (PolicyOrigin::Caller(at), *policy)).collect();
        self.bounded(request, self.side(request, "the caller's policies", documents, None))
    }

    /// What is allowed to the caller itself, within its boundary: it also limits what a resource's policy
    /// grants to the ARN of a role ("Policy evaluation logic").
    fn bounded(&self, request: &Request, side: Side<'a>) -> Side<'a> {
        match self.boundary {
            Some(boundary) => {
                side.and(self.side(request, BOUNDARY, vec![(PolicyOrigin::Boundary, boundary)], None))
            }
            None => side,
        }
    }

    fn decision(&self, request: &Request, side: Side<'a>) -> Decision {
        match side.says {
            Says::Yes(by) => Decision::Allowed(by),
            Says::Unknown(statement, why) => Decision::Unknown { statement, effect: Effect::Allow, why },
            Says::No => {
                Decision::NotAllowed { by: side.name, nearest: self.nearest(request, &side.documents) }
            }
        }
    }

    /// What some documents allow together: one statement is enough. `naming` picks those that name the caller
    /// in that way.
    fn side(
        &self,
        request: &Request,
        name: &'static str,
        documents: Vec<(PolicyOrigin, &'a Policy)>,
        naming: Option<Naming>,
    ) -> Side<'a> {
        let mut says = Says::No;
        'all: for (origin, policy) in &documents {
            for statement in policy.statements.iter().filter(|statement| statement.effect == Effect::Allow) {
                match statement.covers(request, naming, self.setting(*origin, policy)) {
                    Truth::Yes => {
                        says = Says::Yes(vec![cite(*origin, statement)]);
                        break 'all;
                    }
                    Truth::Unknown(why) if matches!(says, Says::No) => {
                        says = Says::Unknown(cite(*origin, statement), why);
                    }
                    Truth::Unknown(_) | Truth::No => {}
                }
            }
        }
        Side { says, name, documents }
    }

    fn nearest(&self, request: &Request, documents: &[(PolicyOrigin, &Policy)]) -> Option<NearestStatement> {
        let mut policies = documents.iter().flat_map(|(_, policy)| &policy.statements).map(|one| &one.policy);
        let several = policies.next().is_some_and(|first| policies.any(|other| other != first));
        let statements = documents.iter().flat_map(|(origin, policy)| {
            policy.statements.iter().map(move |statement| (*origin, *policy, statement))
        });
        statements
            .filter(|(_, _, statement)| statement.effect == Effect::Allow)
            .map(|(origin, policy, statement)| NearestStatement {
                statement: cite(origin, statement),
                lacks: statement.lacks(request, self.setting(origin, policy)),
            })
            .filter(|nearest| !nearest.lacks.is_empty())
            .min_by_key(|nearest| match nearest.lacks.as_slice() {
                // Of several policies for resources, one about this very resource and caller; one that lacks
                // a condition only is nearer still.
                [Lack::Action { .. }] if several && nearest.statement.origin == PolicyOrigin::Resource => 2,
                lacks => {
                    // Of several, one that is about another thing altogether is not what was meant for this
                    // one.
                    let strange = several && lacks.iter().any(Lack::is_about_another);
                    lacks.iter().map(Lack::weight).sum::<u32>() + if strange { 10 } else { 0 }
                }
            })
    }

    fn documents(&self) -> impl Iterator<Item = (PolicyOrigin, &'a Policy)> {
        let caller = self
            .caller
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(at, policy)| (PolicyOrigin::Caller(at), *policy));
        self.resource
            .map(|policy| (PolicyOrigin::Resource, policy))
            .into_iter()
            .chain(caller)
            .chain(self.boundary.map(|policy| (PolicyOrigin::Boundary, policy)))
    }

    fn setting(&self, origin: PolicyOrigin, policy: &Policy) -> Setting {
        let trust = self.sort == Resource::Role && origin == PolicyOrigin::Resource;
        let needs_principal = origin == PolicyOrigin::Resource;
        let is_bounded = self.boundary.is_some();
        Setting { variables: policy.variables, needs_resource: !trust, needs_principal, is_bounded }
    }
}

fn cite(origin: PolicyOrigin, statement: &Statement) -> Cited {
    let Statement { policy, number, sid, conditions, span, .. } = statement;
    Cited {
        origin,
        policy: policy.clone(),
        number: *number,
        sid: sid.clone(),
        conditions: conditions.clone(),
        span: span.clone(),
    }
}
