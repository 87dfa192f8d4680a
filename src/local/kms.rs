//! Key Management Service: keys, their policies and states, and aliases. Nothing is encrypted. Source: KMS
//! API reference, and the developer guide, "Key policies in AWS KMS", "Key states of AWS KMS keys".

use super::account::{ACCOUNT, Account, arn, seconds, shape};
use super::error::{ApiError, ApiResult};
use super::paging;
use super::request::{Request, Text};
use crate::model::Millis;
use crate::policy::Policy;
use crate::text::arn_parts;
use crate::text::time::DAY;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const ANY: Text = Text::len(0, usize::MAX);

/// The keys and aliases of a region.
pub(super) struct Kms {
    pub(super) keys: BTreeMap<String, Key>,
    /// Alias, `alias/…`, to key id.
    pub(super) aliases: BTreeMap<String, String>,
}

/// A key.
pub(super) struct Key {
    pub(super) arn: String,
    pub(super) description: String,
    pub(super) policy: String,
    pub(super) enabled: bool,
    /// When it will be deleted.
    pub(super) deletion: Option<Millis>,
    /// Whether AWS manages it.
    pub(super) of_aws: bool,
    pub(super) created: Millis,
}

impl Key {
    fn state(&self) -> &'static str {
        match (self.deletion, self.enabled) {
            (Some(_), _) => "PendingDeletion",
            (None, true) => "Enabled",
            (None, false) => "Disabled",
        }
    }

    /// Whether it can be used at all.
    pub(super) fn is_usable(&self) -> bool {
        self.state() == "Enabled"
    }
}

/// The policy of a key that was made without one: the account's own policies decide.
pub(super) fn default_policy() -> String {
    json!({
        "Version": "2012-10-17",
        "Id": "key-default-1",
        "Statement": [{
            "Sid": "Enable IAM User Permissions",
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")},
            "Action": "kms:*",
            "Resource": "*",
        }],
    })
    .to_string()
}

impl Kms {
    /// The keys that AWS manages for SQS and SNS, which nobody can let another service use.
    pub(super) fn new(region: &str, now: Millis) -> Self {
        let mut kms = Self { keys: BTreeMap::new(), aliases: BTreeMap::new() };
        for (service, id) in
            [("sqs", "5a1d0f3e-0c47-4b55-9a33-6f2b7c1e8d01"), ("sns", "5a1d0f3e-0c47-4b55-9a33-6f2b7c1e8d02")]
        {
            let policy = json!({
                "Version": "2012-10-17",
                "Id": format!("auto-{service}-1"),
                "Statement": [{
                    "Sid": format!("Allow access through {service} for all principals in the account"),
                    "Effect": "Allow",
                    "Principal": {"AWS": "*"},
                    "Action": ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey"],
                    "Resource": "*",
                    "Condition": {"StringEquals": {
                        "kms:CallerAccount": ACCOUNT,
                        "kms:ViaService": format!("{service}.{region}.amazonaws.com"),
                    }},
                }],
            });
            let key = Key {
                arn: arn(region, "kms", &format!("key/{id}")),
                description: format!(
                    "Default key that protects my {} data when no other key is defined",
                    service.to_uppercase()
                ),
                policy: policy.to_string(),
                enabled: true,
                deletion: None,
                of_aws: true,
                created: now - 400 * DAY,
            };
            kms.keys.insert(id.to_owned(), key);
            kms.aliases.insert(format!("alias/aws/{service}"), id.to_owned());
        }
        kms
    }

    /// The key that an id, ARN, alias or alias's ARN names.
    pub(super) fn key(&self, identifier: &str) -> Option<(&str, &Key)> {
        let bare = match identifier.strip_prefix("arn:") {
            Some(_) => arn_parts(identifier)?[5],
            None => identifier,
        };
        let id = if bare.starts_with("alias/") {
            self.aliases.get(bare)?.as_str()
        } else {
            bare.strip_prefix("key/").unwrap_or(bare)
        };
        let (id, key) = self.keys.get_key_value(id)?;
        let same = !identifier.starts_with("arn:") || identifier.contains(":alias/") || key.arn == identifier;
        same.then_some((id.as_str(), key))
    }
}

fn missing(account: &Account, identifier: &str) -> ApiError {
    let (kind, name) = match identifier.rsplit_once("alias/") {
        Some((_, name)) => ("Alias", format!("alias/{name}")),
        None => ("Key", format!("key/{}", identifier.rsplit('/').next().unwrap_or_default())),
    };
    let arn = if identifier.starts_with("arn:") {
        identifier.to_owned()
    } else {
        arn(&account.region, "kms", &name)
    };
    let message = if kind == "Alias" {
        format!("Alias {arn} is not found.")
    } else {
        format!("Key '{arn}' does not exist")
    };
    ApiError::new("NotFoundException", message)
}

/// Reads `KeyId` and finds the key's id.
fn requested_id(account: &Account, request: &mut Request) -> ApiResult<String> {
    let identifier = request.required("KeyId", &Text::len(1, 2048));
    request.check()?;
    let found = account.kms.key(&identifier).map(|(id, _)| id.to_owned());
    found.ok_or_else(|| missing(account, &identifier))
}

/// As [`requested_id`], to change it; keys of AWS cannot be changed.
fn own<'a>(account: &'a mut Account, request: &mut Request) -> ApiResult<&'a mut Key> {
    let id = requested_id(account, request)?;
    let refused = || {
        let message =
            format!("User: {} is not authorized to change a key that AWS manages", super::sts::CALLER);
        ApiError::new("AccessDeniedException", message)
    };
    account.kms.keys.get_mut(&id).filter(|key| !key.of_aws).ok_or_else(refused)
}

fn as_json(id: &str, key: &Key) -> Value {
    json!({"KeyMetadata": shape([
        ("AWSAccountId", json!(ACCOUNT)),
        ("KeyId", json!(id)),
        ("Arn", json!(key.arn)),
        ("CreationDate", seconds(key.created)),
        ("Enabled", json!(key.is_usable())),
        ("Description", json!(key.description)),
        ("KeyUsage", json!("ENCRYPT_DECRYPT")),
        ("KeyState", json!(key.state())),
        ("DeletionDate", key.deletion.map_or(Value::Null, seconds)),
        ("Origin", json!("AWS_KMS")),
        ("KeyManager", json!(if key.of_aws { "AWS" } else { "CUSTOMER" })),
        ("CustomerMasterKeySpec", json!("SYMMETRIC_DEFAULT")),
        ("KeySpec", json!("SYMMETRIC_DEFAULT")),
        ("EncryptionAlgorithms", json!(["SYMMETRIC_DEFAULT"])),
        ("MultiRegion", json!(false)),
    ])})
}

/// Answers one operation.
pub(super) fn call(account: &mut Account, operation: &str, input: Value, now: Millis) -> ApiResult<Value> {
    let mut request = Request::new(input, "ValidationException");
    match operation {
        "CreateKey" => create(account, request, now),
        "DescribeKey" => {
            let id = requested_id(account, &mut request)?;
            account.kms.keys.get(&id).map(|key| as_json(&id, key)).ok_or_else(|| missing(account, &id))
        }
        "GetKeyPolicy" => {
            let id = requested_id(account, &mut request)?;
            let policy = account.kms.keys.get(&id).map(|key| key.policy.clone()).unwrap_or_default();
            Ok(json!({"Policy": policy, "PolicyName": "default"}))
        }
        "PutKeyPolicy" => {
            let policy = request.required("Policy", &Text::len(1, 131_072));
            check(&policy)?;
            own(account, &mut request)?.policy = policy;
            Ok(Value::Null)
        }
        "ListKeyPolicies" => {
            requested_id(account, &mut request)?;
            Ok(json!({"PolicyNames": ["default"], "Truncated": false}))
        }
        "ListKeys" => {
            let keys = account.kms.keys.iter();
            let keys = keys.map(|(id, key)| (id.clone(), json!({"KeyId": id, "KeyArn": key.arn})));
            page("Keys", "ListKeys", keys.collect(), &mut request)
        }
        "EnableKey" | "DisableKey" => {
            own(account, &mut request)?.enabled = operation == "EnableKey";
            Ok(Value::Null)
        }
        "ScheduleKeyDeletion" => {
            let days = request.int("PendingWindowInDays", 7, 30).unwrap_or(30);
            let key = own(account, &mut request)?;
            key.deletion = Some(now + days * DAY);
            let deletion = seconds(now + days * DAY);
            Ok(json!({"KeyId": key.arn, "DeletionDate": deletion, "KeyState": "PendingDeletion"}))
        }
        "CancelKeyDeletion" => {
            let key = own(account, &mut request)?;
            (key.deletion, key.enabled) = (None, false);
            Ok(json!({"KeyId": key.arn}))
        }
        "CreateAlias" | "UpdateAlias" => set_alias(account, request, operation == "CreateAlias"),
        "DeleteAlias" => {
            let alias = request.required("AliasName", &ANY);
            request.check()?;
            let known = account.kms.aliases.remove(&alias);
            known.map(|_| Value::Null).ok_or_else(|| missing(account, &alias))
        }
        "ListAliases" => aliases(account, request),
        "ListGrants" => {
            requested_id(account, &mut request)?;
            Ok(json!({"Grants": [], "Truncated": false}))
        }
        "ListResourceTags" => {
            requested_id(account, &mut request)?;
            Ok(json!({"Tags": [], "Truncated": false}))
        }
        _ => Err(ApiError::unknown_operation(operation)),
    }
}

fn check(policy: &str) -> ApiResult<()> {
    Policy::parse(policy).map(|_| ()).map_err(|error| {
        ApiError::new("MalformedPolicyDocumentException", format!("The new key policy is not valid: {error}"))
    })
}

fn create(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let policy = request.text("Policy", &Text::len(1, 131_072));
    let description = request.text("Description", &Text::len(0, 8192)).unwrap_or_default();
    request.check()?;
    if let Some(policy) = &policy {
        check(policy)?;
    }
    let id = account.ids.uuid();
    let key = Key {
        arn: arn(&account.region, "kms", &format!("key/{id}")),
        description,
        policy: policy.unwrap_or_else(default_policy),
        enabled: true,
        deletion: None,
        of_aws: false,
        created: now,
    };
    let answer = as_json(&id, &key);
    account.kms.keys.insert(id, key);
    Ok(answer)
}

fn page(member: &str, scope: &str, items: Vec<(String, Value)>, request: &mut Request) -> ApiResult<Value> {
    let marker = request.text("Marker", &ANY);
    let most = request.int("Limit", 1, 1000).and_then(|most| usize::try_from(most).ok()).unwrap_or(100);
    request.check()?;
    let bad = || ApiError::new("InvalidMarkerException", "The marker is not valid.");
    let after = match marker {
        None => None,
        Some(marker) => Some(paging::cursor(scope, &marker).ok_or_else(bad)?),
    };
    let page = paging::page(scope, items, after.as_deref(), most);
    let mut answer = shape([("Truncated", json!(page.next.is_some())), ("NextMarker", json!(page.next))]);
    answer[member] = json!(page.items);
    Ok(answer)
}

fn set_alias(account: &mut Account, mut request: Request, new: bool) -> ApiResult<Value> {
    let alias = request.required("AliasName", &Text::len(1, 256));
    let target = request.required("TargetKeyId", &ANY);
    request.check()?;
    if !alias.starts_with("alias/") {
        return Err(ApiError::validation(
            "Alias must start with the prefix \"alias/\". Please see http://docs.aws.amazon.com/kms/latest/developerguide/programming-aliases.html",
        ));
    }
    if alias.starts_with("alias/aws/") {
        return Err(ApiError::new("NotAuthorizedException", ""));
    }
    if new && account.kms.aliases.contains_key(&alias) {
        let arn = arn(&account.region, "kms", &alias);
        return Err(ApiError::new(
            "AlreadyExistsException",
            format!("An alias with the name {arn} already exists"),
        ));
    }
    if !new && !account.kms.aliases.contains_key(&alias) {
        return Err(missing(account, &alias));
    }
    let id =
        account.kms.key(&target).map(|(id, _)| id.to_owned()).ok_or_else(|| missing(account, &target))?;
    account.kms.aliases.insert(alias, id);
    Ok(Value::Null)
}

fn aliases(account: &Account, mut request: Request) -> ApiResult<Value> {
    let wanted = match request.value("KeyId") {
        None => None,
        Some(_) => Some(requested_id(account, &mut request)?),
    };
    let items = account
        .kms
        .aliases
        .iter()
        .filter(|(_, id)| wanted.as_ref().is_none_or(|wanted| *id == wanted))
        .map(|(alias, id)| {
            let arn = arn(&account.region, "kms", alias);
            (alias.clone(), json!({"AliasName": alias, "AliasArn": arn, "TargetKeyId": id}))
        })
        .collect();
    page("Aliases", &format!("ListAliases/{wanted:?}"), items, &mut request)
}
