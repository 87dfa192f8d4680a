//! The embedded account as a server in somebody's test: start it, point any AWS client at it, shut it down.
//! `cargo run --example embedded_account`.

use buslens::local::{Contents, Options, Server};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let server = Server::start(Options { account: Contents::Empty, ..Options::default() })?;
    println!("EventBridge and CloudWatch Logs at {}", server.endpoint());
    println!("try: aws --endpoint-url {} --region us-east-1 events list-event-buses", server.endpoint());
    println!("ctrl-c ends it");
    tokio::signal::ctrl_c().await?;
    server.shutdown().await;
    Ok(())
}
