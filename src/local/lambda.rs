//! Lambda: functions with their policies, aliases and reserved concurrency. Nothing runs: an invocation is
//! counted and its payload kept for a while. Source: Lambda API reference, and the service model of botocore
//! 1.44.

use super::account::{ACCOUNT, Account, arn, shape};
use super::error::{ApiError, ApiResult};
use super::ids::Ids;
use super::paging;
use super::request::{Request, Text};
use crate::model::Millis;
use crate::text::is_account_number;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

const ANY: Text = Text::len(0, usize::MAX);
/// Payloads a function keeps.
const KEPT: usize = 100;
const LATEST: &str = "$LATEST";

/// A function.
pub(super) struct Function {
    pub(super) name: String,
    pub(super) arn: String,
    /// What it was created with, in the API's shape.
    pub(super) settings: Map<String, Value>,
    pub(super) modified: Millis,
    /// Reserved concurrency; 0 throttles every invocation.
    pub(super) concurrency: Option<i64>,
    /// Statements of the policies by qualifier; `$LATEST` for the function itself.
    pub(super) policies: BTreeMap<String, Vec<Value>>,
    /// Aliases with the version each points at.
    pub(super) aliases: BTreeMap<String, String>,
    pub(super) versions: u32,
    /// The newest payloads it was invoked with.
    pub(super) payloads: VecDeque<Arc<str>>,
}

/// Functions by name.
pub(super) type Functions = BTreeMap<String, Function>;

impl Function {
    /// A function that nobody may invoke.
    pub(super) fn new(region: &str, name: &str, now: Millis) -> Self {
        Self {
            name: name.to_owned(),
            arn: arn(region, "lambda", &format!("function:{name}")),
            settings: Map::new(),
            modified: now,
            concurrency: None,
            policies: BTreeMap::new(),
            aliases: BTreeMap::new(),
            versions: 0,
            payloads: VecDeque::new(),
        }
    }

    /// The policy of the function, or of an alias or version, as GetPolicy gives it.
    pub(super) fn policy(&self, qualifier: Option<&str>) -> Option<String> {
        let statements = self.policies.get(qualifier.unwrap_or(LATEST)).filter(|all| !all.is_empty())?;
        Some(json!({"Version": "2012-10-17", "Id": "default", "Statement": statements}).to_string())
    }

    /// Whether a qualifier names something.
    pub(super) fn has(&self, qualifier: Option<&str>) -> bool {
        qualifier.is_none_or(|qualifier| {
            qualifier == LATEST
                || self.aliases.contains_key(qualifier)
                || qualifier.parse::<u32>().is_ok_and(|version| (1..=self.versions).contains(&version))
        })
    }

    /// Counts an invocation.
    pub(super) fn invoke(&mut self, payload: &str) {
        self.payloads.push_back(Arc::from(payload));
        while self.payloads.len() > KEPT {
            self.payloads.pop_front();
        }
    }

    fn qualified(&self, qualifier: Option<&str>) -> String {
        qualifier.map_or_else(|| self.arn.clone(), |qualifier| format!("{}:{qualifier}", self.arn))
    }

    fn configuration(&self, qualifier: Option<&str>) -> Value {
        let mut shown = self.settings.clone();
        shown.remove("Code");
        shown.remove("Publish");
        shown.remove("Tags");
        for (name, value) in [
            ("FunctionName", json!(self.name)),
            ("FunctionArn", json!(self.qualified(qualifier))),
            ("Version", json!(LATEST)),
            ("State", json!("Active")),
            ("LastUpdateStatus", json!("Successful")),
            ("LastModified", json!(iso(self.modified))),
            ("CodeSize", json!(0)),
            ("CodeSha256", json!("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")),
            ("RevisionId", json!(Ids::by_name(self.modified.unsigned_abs(), &self.arn).uuid())),
        ] {
            shown.insert(name.to_owned(), value);
        }
        for (name, value) in
            [("Timeout", json!(3)), ("MemorySize", json!(128)), ("PackageType", json!("Zip"))]
        {
            shown.entry(name).or_insert(value);
        }
        Value::Object(shown)
    }
}

/// A moment as Lambda writes it, with its own form of the zone.
fn iso(moment: Millis) -> String {
    let moment = Timestamp::from_millisecond(moment).unwrap_or_default();
    moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000").to_string()
}

/// The name and qualifier in a function's name, partial or whole ARN: `NAME`, `NAME:QUALIFIER`,
/// `ACCOUNT:function:NAME`, `arn:aws:lambda:…:function:NAME:QUALIFIER`.
pub(super) fn parts(identifier: &str) -> (&str, Option<&str>) {
    let rest = match identifier.find("function:") {
        Some(at) => &identifier[at + "function:".len()..],
        None => identifier,
    };
    rest.split_once(':').map_or((rest, None), |(name, qualifier)| (name, Some(qualifier)))
}

fn missing(arn: &str) -> ApiError {
    ApiError { status: 404, ..ApiError::not_found(format!("Function not found: {arn}")) }
}

/// Reads function and qualifier and finds the function.
fn requested_function<'a>(
    account: &'a mut Account,
    request: &mut Request,
) -> ApiResult<(&'a mut Function, Option<String>)> {
    let identifier = request.required("FunctionName", &ANY);
    let asked = request.text("Qualifier", &ANY);
    request.check()?;
    let (name, qualifier) = parts(&identifier);
    let qualifier = asked.or_else(|| qualifier.map(str::to_owned));
    let mut arn = arn(&account.region, "lambda", &format!("function:{name}"));
    if let Some(qualifier) = &qualifier {
        arn = format!("{arn}:{qualifier}");
    }
    let foreign = identifier.starts_with("arn:")
        && !identifier.contains(&format!(":{}:{ACCOUNT}:function:", account.region));
    let function = account
        .functions
        .get_mut(name)
        .filter(|function| !foreign && function.has(qualifier.as_deref()))
        .ok_or_else(|| missing(&arn))?;
    Ok((function, qualifier))
}

/// Answers one operation.
pub(super) fn call(account: &mut Account, operation: &str, input: Value, now: Millis) -> ApiResult<Value> {
    let mut request = Request::new(input, "ValidationException");
    match operation {
        "CreateFunction" => create(account, request, now),
        "ListFunctions" => list(account, request),
        "GetFunction" => {
            let (function, qualifier) = requested_function(account, &mut request)?;
            Ok(shape([
                ("Configuration", function.configuration(qualifier.as_deref())),
                ("Code", json!({"RepositoryType": "S3"})),
                ("Tags", function.settings.get("Tags").cloned().unwrap_or(Value::Null)),
                ("Concurrency", concurrency(function)),
            ]))
        }
        "GetFunctionConfiguration" => {
            let (function, qualifier) = requested_function(account, &mut request)?;
            Ok(function.configuration(qualifier.as_deref()))
        }
        "UpdateFunctionConfiguration" => {
            let members = request.members().clone();
            let (function, _) = requested_function(account, &mut request)?;
            function.settings.extend(members);
            function.modified = now;
            Ok(function.configuration(None))
        }
        "DeleteFunction" => {
            let name = requested_function(account, &mut request)?.0.name.clone();
            account.functions.remove(&name);
            Ok(Value::Null)
        }
        "GetPolicy" => {
            let (function, qualifier) = requested_function(account, &mut request)?;
            let policy = function.policy(qualifier.as_deref()).ok_or_else(|| ApiError {
                status: 404,
                ..ApiError::not_found("The resource you requested does not exist.")
            })?;
            let revision = Ids::by_name(0, &policy).uuid();
            Ok(json!({"Policy": policy, "RevisionId": revision}))
        }
        "AddPermission" => add_permission(account, request),
        "RemovePermission" => remove_permission(account, request),
        "Invoke" => {
            requested_function(account, &mut request)?.0.invoke("");
            Ok(Value::Null)
        }
        "PutFunctionConcurrency" => {
            let reserved = request.int("ReservedConcurrentExecutions", 0, 1000);
            let (function, _) = requested_function(account, &mut request)?;
            function.concurrency = reserved;
            Ok(json!({"ReservedConcurrentExecutions": reserved}))
        }
        "GetFunctionConcurrency" => {
            let (function, _) = requested_function(account, &mut request)?;
            let reserved = concurrency(function);
            Ok(if reserved.is_null() { json!({}) } else { reserved })
        }
        "DeleteFunctionConcurrency" => {
            requested_function(account, &mut request)?.0.concurrency = None;
            Ok(Value::Null)
        }
        "PublishVersion" => {
            let (function, _) = requested_function(account, &mut request)?;
            function.versions += 1;
            let version = function.versions.to_string();
            let mut shown = function.configuration(Some(&version));
            shown["Version"] = json!(version);
            Ok(shown)
        }
        "CreateAlias" | "GetAlias" | "ListAliases" | "DeleteAlias" => alias(account, operation, request),
        _ => Err(ApiError::unknown_operation(operation)),
    }
}

fn concurrency(function: &Function) -> Value {
    function.concurrency.map_or(Value::Null, |reserved| json!({"ReservedConcurrentExecutions": reserved}))
}

fn create(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let identifier = request.required("FunctionName", &ANY);
    request.required("Role", &ANY);
    let members = request.members().clone();
    request.check()?;
    let name = parts(&identifier).0.to_owned();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        return Err(ApiError::validation(format!(
            "1 validation error detected: Value '{identifier}' at 'functionName' failed to satisfy constraint: \
                Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+"
        )));
    }
    if account.functions.contains_key(&name) {
        return Err(ApiError {
            status: 409,
            ..ApiError::new("ResourceConflictException", format!("Function already exist: {name}"))
        });
    }
    let mut function = Function::new(&account.region, &name, now);
    function.settings = members;
    // Nothing runs it, so its code need not be kept.
    function.settings.remove("Code");
    let shown = function.configuration(None);
    account.functions.insert(name, function);
    Ok(shown)
}

fn list(account: &Account, mut request: Request) -> ApiResult<Value> {
    let marker = request.text("Marker", &ANY);
    let most = request.text("MaxItems", &ANY).and_then(|most| most.parse().ok()).unwrap_or(50);
    request.check()?;
    let bad = || ApiError::new("InvalidParameterValueException", "Invalid Marker");
    let after = match marker {
        None => None,
        Some(marker) => Some(paging::cursor("ListFunctions", &marker).ok_or_else(bad)?),
    };
    let functions =
        account.functions.iter().map(|(name, function)| (name.clone(), function.configuration(None)));
    let page = paging::page("ListFunctions", functions, after.as_deref(), most);
    Ok(shape([("Functions", json!(page.items)), ("NextMarker", json!(page.next))]))
}

/// A statement as Lambda builds it from AddPermission's members.
pub(super) fn statement(sid: &str, resource: &str, members: &Map<String, Value>) -> Value {
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let principal = text("Principal").unwrap_or_default();
    let principal = if principal == "*" {
        json!("*")
    } else if principal.contains(".amazonaws.com") {
        json!({ "Service": principal })
    } else if is_account_number(principal) {
        json!({"AWS": format!("arn:aws:iam::{principal}:root")})
    } else {
        json!({ "AWS": principal })
    };
    let mut conditions = Map::new();
    let mut equals = Map::new();
    for (member, key) in [("SourceAccount", "AWS:SourceAccount"), ("PrincipalOrgID", "aws:PrincipalOrgID")] {
        if let Some(value) = text(member) {
            equals.insert(key.to_owned(), json!(value));
        }
    }
    if !equals.is_empty() {
        conditions.insert("StringEquals".to_owned(), Value::Object(equals));
    }
    if let Some(source) = text("SourceArn") {
        conditions.insert("ArnLike".to_owned(), json!({"AWS:SourceArn": source}));
    }
    shape([
        ("Sid", json!(sid)),
        ("Effect", json!("Allow")),
        ("Principal", principal),
        ("Action", json!(text("Action"))),
        ("Resource", json!(resource)),
        ("Condition", if conditions.is_empty() { Value::Null } else { Value::Object(conditions) }),
    ])
}

fn add_permission(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let sid = request.required("StatementId", &Text::len(1, 100));
    request.required("Action", &ANY);
    request.required("Principal", &ANY);
    let members = request.members().clone();
    let (function, qualifier) = requested_function(account, &mut request)?;
    if qualifier.as_deref() == Some(LATEST) {
        let message = "We currently do not support adding policies for $LATEST.";
        return Err(ApiError::new("InvalidParameterValueException", message));
    }
    let added = statement(&sid, &function.qualified(qualifier.as_deref()), &members);
    let statements = function.policies.entry(qualifier.unwrap_or_else(|| LATEST.to_owned())).or_default();
    if statements.iter().any(|statement| statement["Sid"] == sid.as_str()) {
        return Err(ApiError {
            status: 409,
            ..ApiError::new(
                "ResourceConflictException",
                format!(
                    "The statement id ({sid}) provided already exists. Please provide a new statement id, or remove \
                    the existing statement."
                ),
            )
        });
    }
    statements.push(added.clone());
    Ok(json!({"Statement": added.to_string()}))
}

fn remove_permission(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let sid = request.required("StatementId", &ANY);
    let (function, qualifier) = requested_function(account, &mut request)?;
    let statements = function.policies.entry(qualifier.unwrap_or_else(|| LATEST.to_owned())).or_default();
    let before = statements.len();
    statements.retain(|statement| statement["Sid"] != sid.as_str());
    if statements.len() == before {
        return Err(ApiError {
            status: 404,
            ..ApiError::not_found(format!("Statement {sid} is not found in resource policy."))
        });
    }
    Ok(Value::Null)
}

fn alias(account: &mut Account, operation: &str, mut request: Request) -> ApiResult<Value> {
    let name = request.text("Name", &ANY).unwrap_or_default();
    let version = request.text("FunctionVersion", &ANY).unwrap_or_else(|| LATEST.to_owned());
    let (function, _) = requested_function(account, &mut request)?;
    let arn = function.arn.clone();
    let shown = |name: &str, version: &str| json!({"AliasArn": format!("{arn}:{name}"), "Name": name, "FunctionVersion": version});
    let none = || missing(&format!("{arn}:{name}"));
    match operation {
        "CreateAlias" => {
            if function.aliases.contains_key(&name) {
                let message = format!("Alias already exists: {arn}:{name}");
                return Err(ApiError { status: 409, ..ApiError::new("ResourceConflictException", message) });
            }
            function.aliases.insert(name.clone(), version.clone());
            Ok(shown(&name, &version))
        }
        "GetAlias" => function.aliases.get(&name).map(|version| shown(&name, version)).ok_or_else(none),
        "DeleteAlias" => {
            function.aliases.remove(&name);
            Ok(Value::Null)
        }
        _ => {
            let aliases: Vec<Value> =
                function.aliases.iter().map(|(name, version)| shown(name, version)).collect();
            Ok(json!({ "Aliases": aliases }))
        }
    }
}
