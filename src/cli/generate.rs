//! What is made from the declaration of the command line: completions and the man page.

use super::args;
use super::exit::{Exit, Failure};
use super::output::Output;
use clap::CommandFactory as _;
use clap_complete::Shell;
use std::io::Write as _;

/// Arguments of `completions`.
#[derive(Clone, Debug, clap::Args)]
pub struct Completions {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn completions(args: &Completions) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut args::Args::command(), "buslens", &mut text);
    print(&text)
}

pub(super) fn man() -> Result<Exit, Failure> {
    let mut command = args::Args::command();
    command.build();
    let text = page(&command)
        .map_err(|error| Failure::new(Exit::No, format!("The man page cannot be made: {error}")))?;
    print(&text)
}

/// One page with every command in it: the program's own part, then a section for each command and those under
/// it.
fn page(command: &clap::Command) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let own = clap_mangen::Man::new(command.clone());
    own.render_title(&mut text)?;
    own.render_name_section(&mut text)?;
    own.render_synopsis_section(&mut text)?;
    own.render_description_section(&mut text)?;
    own.render_options_section(&mut text)?;
    section(command, "", &mut text)?;
    for (title, paragraphs) in args::SECTIONS {
        writeln!(text, ".SH \"{title}\"")?;
        for paragraph in *paragraphs {
            writeln!(text, ".PP\n{}", paragraph.replace('\\', "\\\\").replace('-', "\\-"))?;
        }
    }
    own.render_version_section(&mut text)?;
    Ok(text)
}

fn section(command: &clap::Command, above: &str, text: &mut Vec<u8>) -> std::io::Result<()> {
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help") {
        let name = format!("{above}{}", sub.get_name());
        let mut part = Vec::new();
        let man = clap_mangen::Man::new(
            sub.clone().mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg }),
        );
        man.render_synopsis_section(&mut part)?;
        man.render_description_section(&mut part)?;
        man.render_options_section(&mut part)?;
        writeln!(text, ".SH \"COMMAND {}\"", name.to_uppercase())?;
        // A command's parts stand one level below the program's.
        text.extend_from_slice(String::from_utf8_lossy(&part).replace(".SH ", ".SS ").as_bytes());
        section(sub, &format!("{name} "), text)?;
    }
    Ok(())
}

fn print(text: &[u8]) -> Result<Exit, Failure> {
    let mut out = Output::new();
    out.line(String::from_utf8_lossy(text).trim_end())?;
    out.flush().map(|()| Exit::Done)
}
