//! What `buslens export` prints, read by the programs that it is for: the AWS CLI makes the rules in an empty
//! account, cfn-lint reads the templates (SAM's with SAM's own translator), python-hcl2 the Terraform, and
//! where node and the CDK are there, TypeScript compiles the program and the CDK makes the template of it
//! again.

use super::Tally;
use aws_sdk_eventbridge::config::{BehaviorVersion, Credentials, Region, SharedCredentialsProvider};
use buslens::internals::aws::{Client, Options};
use buslens::internals::model::{Arn, Bus, Rule, RuleKey};
use buslens::local::{Contents, Server};
use futures_util::TryStreamExt as _;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Rules of the demo whose targets are of every kind that needs something of its own.
const RULES: &[(&str, &[&str])] = &[
    (
        "default",
        &[
            "ec2-state-changes",
            "ec2-stopped-to-ops",
            "s3-invoices-pdf",
            "assume-role-archive",
            "nightly-report",
        ],
    ),
    ("orders", &["order-placed-fulfilment", "large-orders"]),
];
/// Buses whose rules are written in the other notations, all of them.
const BUSES: [&str; 4] = ["default", "orders", "payments", "logistics"];
/// Stands for all buses in one.
const ALL: &str = "all";
/// Causes that the permissions of a target are.
const PERMISSIONS: [&str; 9] = ["T3", "T4", "T5", "T6", "T7", "T9", "T10", "L1", "L2"];

fn folder() -> PathBuf {
    std::env::var_os("BUSLENS_EXPORTS_BIN")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target/exports/bin"), PathBuf::from)
}

/// A program of the Python environment, or why there is none.
fn tool(name: &str) -> Result<PathBuf, String> {
    if std::env::var("BUSLENS_PEERS").as_deref() != Ok("1") {
        return Err("set BUSLENS_PEERS=1 to run it".to_owned());
    }
    let program = folder().join(name);
    let why =
        || format!("there is no {}; the head of tests/peers.rs says how to install it", program.display());
    if program.is_file() { Ok(program) } else { Err(why()) }
}

pub(super) async fn run(tally: &mut Tally) {
    match tool("aws") {
        Ok(aws) => {
            let name = "awscli_makes_the_exported_rules_in_an_empty_account";
            tally.settle(name, &tokio::spawn(same_rules(aws.clone())).await);
            let name = "awscli_makes_several_exported_buses_in_an_empty_account";
            tally.settle(name, &tokio::spawn(same_buses(aws)).await);
        }
        Err(why) => {
            tally.skip("awscli_makes_the_exported_rules_in_an_empty_account", &why);
            tally.skip("awscli_makes_several_exported_buses_in_an_empty_account", &why);
        }
    }
    match tool("cfn-lint") {
        Ok(lint) => {
            tally.settle(
                "cfn_lint_takes_the_exported_templates",
                &tokio::spawn(templates(lint.clone())).await,
            );
            tally.settle("cfn_lint_takes_the_fixes", &tokio::spawn(fixes_as_templates(lint)).await);
        }
        Err(why) => tally.skip("cfn_lint_takes_the_exported_templates", &why),
    }
    match tool("hcl2tojson") {
        Ok(hcl) => {
            let run = tokio::spawn(terraform(hcl.clone()));
            tally.settle("python_hcl2_reads_the_exported_terraform", &run.await);
            tally.settle("python_hcl2_reads_the_fixes", &tokio::spawn(fixes_as_terraform(hcl)).await);
        }
        Err(why) => tally.skip("python_hcl2_reads_the_exported_terraform", &why),
    }
    let modules = folder().join("../node_modules");
    match (tool("python"), modules.join("aws-cdk-lib").is_dir()) {
        (Ok(python), true) => {
            let name = "the_cdk_makes_the_exported_template_again";
            tally.settle(name, &tokio::spawn(cdk(python, modules)).await);
        }
        // Not every machine has node: that is no skip.
        _ => println!("without the CDK in {}: its program is not compiled", modules.display()),
    }
}

/// Two embedded accounts do not differ but in what is in them.
fn account(contents: Contents) -> Server {
    Server::start(buslens::local::Options { account: contents, ..Default::default() }).expect("a port")
}

async fn client(server: &Server) -> Client {
    Client::connect(Options { endpoint: Some(server.endpoint()), ..Options::default() })
        .await
        .expect("a client")
}

/// A program with the credentials that any account takes.
async fn output(mut command: Command) -> Output {
    command
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .env("AWS_DEFAULT_REGION", "us-east-1");
    tokio::task::spawn_blocking(move || command.output().expect("the program starts")).await.expect("it ends")
}

/// What `buslens` prints.
async fn buslens(server: &Server, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_buslens"));
    command.args(args).args(["--region", "us-east-1", "--endpoint-url", &server.endpoint()]);
    let out = output(command).await;
    assert!(
        out.status.code().is_some_and(|code| code < 2),
        "{args:?}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    String::from_utf8(out.stdout).expect("text")
}

fn scratch(name: &str) -> PathBuf {
    let place = super::scratch().join("export");
    std::fs::create_dir_all(&place).expect("a place");
    place.join(name)
}

async fn same_rules(aws: PathBuf) {
    let (from, to) = (account(Contents::Demo), account(Contents::Empty));
    let (old, new) = (client(&from).await, client(&to).await);
    for (bus, rules) in RULES {
        let args: Vec<&str> =
            ["export"].iter().chain(*rules).copied().chain(["--bus", bus, "--as", "cli"]).collect();
        let script = buslens(&from, &args).await;
        bring(&to, &script).await;
        // Twice: what is there is kept.
        for _ in 0..2 {
            apply(&aws, &script, &from, &to).await;
        }
        for name in *rules {
            let key = RuleKey::new(*bus, *name);
            same_rule(&old, &new, &key).await;
            let why = buslens(&to, &["why", name, "--bus", bus, "--json"]).await;
            permitted(&why, name);
        }
        same_bus(&old, &new, bus).await;
    }
}

/// Runs a script on another account than the one that it was read from.
async fn apply(aws: &Path, script: &str, from: &Server, to: &Server) {
    let mut bash = Command::new("bash");
    let path = std::env::var("PATH").unwrap_or_default();
    // The script names the account that it was read from.
    bash.args(["-c", &script.replace(&from.endpoint(), &to.endpoint())]);
    bash.env("PATH", format!("{}:{path}", aws.parent().expect("a folder").display()));
    let out = output(bash).await;
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
}

/// A rule, its targets and its tags are the same in both accounts.
async fn same_rule(old: &Client, new: &Client, key: &RuleKey) {
    let (was, is) = (old.rule(key).await.expect("the rule"), new.rule(key).await.expect("its twin"));
    let nameless = |rule: Rule| Rule { created_by: None, ..rule };
    assert_eq!(nameless(is), nameless(was.clone()));
    let targets = async |client: &Client| client.targets(key).try_concat().await.expect("targets");
    assert_eq!(targets(new).await, targets(old).await, "{key}");
    assert_eq!(new.tags(&was.arn).await, old.tags(&was.arn).await, "{key}");
}

/// So is a bus; of the default one, which is not made, its policy may differ.
async fn same_bus(old: &Client, new: &Client, bus: &str) {
    let (was, is) = (old.bus(bus).await.expect("the bus"), new.bus(bus).await.expect("its twin"));
    let settings = |bus: &Bus| (bus.description.clone(), bus.kms_key.clone(), bus.log_level.clone());
    assert_eq!(settings(&is), settings(&was));
    if bus != "default" {
        let json =
            |text: Option<String>| text.map(|text| serde_json::from_str::<Value>(&text).expect("JSON"));
        assert_eq!(new.tags(&was.arn).await, old.tags(&was.arn).await, "{bus}");
        assert_eq!(json(is.policy), json(was.policy));
    }
}

/// Several buses in one script: two with rules, one that forwards to the other, and one without any.
async fn same_buses(aws: PathBuf) {
    let (from, to) = (account(Contents::Demo), account(Contents::Empty));
    let (old, new) = (client(&from).await, client(&to).await);
    let quiet =
        ["bus", "create", "quiet", "--description", "Nothing here yet", "--tag", "team=shop", "--yes"];
    buslens(&from, &quiet).await;
    let buses = ["audit", "logistics", "quiet"];
    let named = buses.iter().flat_map(|bus| ["--bus", bus]);
    let args: Vec<&str> = ["export", "--all", "--as", "cli"].into_iter().chain(named).collect();
    let script = buslens(&from, &args).await;
    bring(&to, &script).await;
    apply(&aws, &script, &from, &to).await;
    for bus in buses {
        same_bus(&old, &new, bus).await;
        let of =
            async |client: &Client| -> Vec<Rule> { client.rules(bus).try_concat().await.expect("rules") };
        let wanted: Vec<Rule> = of(&old).await.into_iter().filter(|rule| !rule.is_managed()).collect();
        assert_eq!(of(&new).await.len(), wanted.len(), "{bus}");
        for rule in wanted {
            same_rule(&old, &new, &rule.key()).await;
        }
    }
    for notation in ["cloudformation", "sam", "terraform", "cdk", "json"] {
        let text = buslens(&from, &["export", "--all-buses", "--as", notation]).await;
        let all = old.all_rules().try_concat().await.expect("rules");
        for rule in all.iter().filter(|rule| !rule.is_managed()) {
            assert!(text.contains(&rule.name), "{notation}: {}", rule.name);
        }
        assert!(text.contains("Nothing here yet") || notation == "json", "{notation}: the bus without rules");
    }
}

/// Nothing that a target asks for is missing.
fn permitted(why: &str, name: &str) {
    let ladder: Value = serde_json::from_str(why).expect("JSON");
    let mut found = Vec::new();
    walk(&ladder, &mut |object| {
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
        let status = object.get("status").and_then(Value::as_str).unwrap_or_default();
        if PERMISSIONS.contains(&id) {
            found.push(status.to_owned());
            assert!(!matches!(status, "fault" | "suspect"), "{name}: {object:#?}");
        }
    });
    assert!(!found.is_empty(), "{name}: nothing was judged: {ladder:#}");
}

fn walk(value: &Value, look: &mut impl FnMut(&serde_json::Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            look(members);
            members.values().for_each(|value| walk(value, look));
        }
        Value::Array(items) => items.iter().for_each(|value| walk(value, look)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Brings in what the script says has to be there before, as far as it has a policy.
async fn bring(server: &Server, script: &str) {
    let config = aws_config::SdkConfig::builder()
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(server.endpoint())
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "test", "test", None, None, "test",
        )))
        .build();
    let (lambda, sqs, sns) = (
        aws_sdk_lambda::Client::new(&config),
        aws_sdk_sqs::Client::new(&config),
        aws_sdk_sns::Client::new(&config),
    );
    let expected: BTreeSet<&str> = script.lines().filter_map(|line| line.strip_prefix("#   arn:")).collect();
    for arn in expected.into_iter().map(|rest| Arn::new(format!("arn:{rest}"))) {
        let name = arn.name();
        match arn.service() {
            "lambda" => {
                use aws_sdk_lambda::types::{FunctionCode, Runtime};
                let code = FunctionCode::builder().s3_bucket("code").s3_key("code.zip").build();
                let role = "arn:aws:iam::111122223333:role/runs";
                let make = lambda.create_function().function_name(name).role(role).code(code).handler("a.b");
                make.runtime(Runtime::Python312).send().await.expect("a function");
            }
            "sqs" => {
                let make = sqs.create_queue().queue_name(name);
                let fifo = aws_sdk_sqs::types::QueueAttributeName::FifoQueue;
                let make = if Arn::is_fifo(name) { make.attributes(fifo, "true") } else { make };
                make.send().await.expect("a queue");
            }
            "sns" => drop(sns.create_topic().name(name).send().await.expect("a topic")),
            _ => {}
        }
    }
}

async fn templates(lint: PathBuf) {
    let server = account(Contents::Demo);
    for notation in ["cloudformation", "sam"] {
        for bus in BUSES.into_iter().chain([ALL]) {
            let of: &[&str] = if bus == ALL { &["--all-buses"] } else { &["--all", "--bus", bus] };
            let args: Vec<&str> = ["export", "--as", notation].iter().chain(of).copied().collect();
            let text = buslens(&server, &args).await;
            let file = scratch(&format!("{bus}.{notation}.yaml"));
            std::fs::write(&file, text).expect("a file");
            let mut command = Command::new(&lint);
            command.args(["--non-zero-exit-code", "error", "--regions", "us-east-1", "--"]).arg(&file);
            let out = output(command).await;
            assert!(out.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&out.stdout));
        }
    }
}

/// What `why` gives as fixes of the demo's broken rules, in a form of templates.
async fn fixes(form: &str) -> Vec<String> {
    let server = account(Contents::Demo);
    let client = client(&server).await;
    let mut all = Vec::new();
    for bus in ["practice", "logistics", "payments"] {
        for rule in client.rules(bus).try_concat().await.expect("rules") {
            let why = buslens(&server, &["why", &rule.name, "--bus", bus, "--json"]).await;
            let ladder: Value = serde_json::from_str(&why).expect("JSON");
            walk(&ladder, &mut |object| {
                let fix = object.get("templates").and_then(|templates| templates.get(form));
                all.extend(fix.and_then(Value::as_str).map(str::to_owned));
            });
        }
    }
    assert!(all.len() > 15, "{}", all.len());
    all
}

async fn fixes_as_templates(lint: PathBuf) {
    let mut command = Command::new(&lint);
    command.args(["--non-zero-exit-code", "error", "--regions", "us-east-1", "--"]);
    for (n, text) in fixes("CloudFormation").await.into_iter().enumerate() {
        let file = scratch(&format!("fix{n}.yaml"));
        std::fs::write(&file, text).expect("a file");
        command.arg(file);
    }
    let out = output(command).await;
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
}

async fn fixes_as_terraform(hcl2tojson: PathBuf) {
    let text = fixes("Terraform").await.join("\n");
    let file = scratch("fixes.tf");
    std::fs::write(&file, &text).expect("a file");
    let mut command = Command::new(&hcl2tojson);
    command.arg(&file);
    let out = output(command).await;
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let read: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let blocks = read["resource"].as_array().expect("resources").len();
    assert_eq!(blocks, text.lines().filter(|line| line.starts_with("resource ")).count());
}

async fn terraform(hcl2tojson: PathBuf) {
    let server = account(Contents::Demo);
    for bus in BUSES.into_iter().chain([ALL]) {
        let of: &[&str] = if bus == ALL { &["--all-buses"] } else { &["--all", "--bus", bus] };
        let args: Vec<&str> = ["export", "--as", "terraform"].iter().chain(of).copied().collect();
        let text = buslens(&server, &args).await;
        let file = scratch(&format!("{bus}.tf"));
        std::fs::write(&file, &text).expect("a file");
        let mut command = Command::new(&hcl2tojson);
        command.arg(&file);
        let out = output(command).await;
        assert!(out.status.success(), "{}: {}", file.display(), String::from_utf8_lossy(&out.stderr));
        let read: Value = serde_json::from_slice(&out.stdout).expect("JSON");
        let blocks = read["resource"].as_array().expect("resources").len();
        assert_eq!(blocks, text.lines().filter(|line| line.starts_with("resource ")).count());
    }
}

/// Compiles the program, and compares the template that it makes with the one that is exported.
async fn cdk(python: PathBuf, modules: PathBuf) {
    let server = account(Contents::Demo);
    for bus in ["default", "orders"] {
        let program = buslens(&server, &["export", "--all", "--bus", bus, "--as", "cdk"]).await;
        let folder = modules.parent().expect("the folder with node_modules").join("cdk");
        std::fs::create_dir_all(&folder).expect("a place");
        let file = folder.join(format!("{bus}.ts"));
        let show = "\nconsole.log(JSON.stringify(app.synth().getStackByName(stack.stackName).template));\n";
        std::fs::write(&file, format!("{program}{show}")).expect("a file");
        let mut tsc = Command::new(modules.join(".bin/tsc"));
        tsc.args(["--strict", "--skipLibCheck", "--module", "commonjs", "--target", "es2022"]).arg(&file);
        let out = output(tsc).await;
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
        let mut node = Command::new("node");
        node.arg(file.with_extension("js"));
        let out = output(node).await;
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let made: Value = serde_json::from_slice(&out.stdout).expect("a template");
        let template = buslens(&server, &["export", "--all", "--bus", bus, "--as", "cloudformation"]).await;
        let yaml = scratch(&format!("{bus}.yaml"));
        std::fs::write(&yaml, template).expect("a file");
        let mut read = Command::new(&python);
        read.args([
            "-c",
            "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1])), default=str))",
        ]);
        let out = output({
            read.arg(&yaml);
            read
        })
        .await;
        let wanted: Value = serde_json::from_slice(&out.stdout).expect("the exported template");
        let resources = wanted["Resources"].as_object().expect("resources");
        for (id, resource) in resources {
            let (wanted, made) = (&resource["Properties"], &made["Resources"][id]["Properties"]);
            assert_eq!(plain(made), plain(wanted), "{id}");
        }
        assert!(resources.len() > 20, "{}", resources.len());
    }
}

/// Without the order of members, and with 1.0 as 1, which is all that JavaScript knows.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let sorted: std::collections::BTreeMap<_, _> = members.iter().collect();
            Value::Object(sorted.into_iter().map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Number(number) => number.as_f64().map_or(value.clone(), Value::from),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}
