//! Programs that take a text for the clipboard: tmux, and those of the desktop.
//!
//! They read the text on their standard input and have no other stream of ours: some of them stay behind to
//! hand it out. Each has a process group of its own, so that suspending the explorer does not stop them.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;
use tokio::time::timeout;

/// How long a program may take: one whose display is gone may wait for ever.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ProgramKind {
    /// It has the desktop's clipboard.
    Desktop,
    /// It keeps a buffer, and asks its terminal to take it.
    Tmux,
}

/// A program, found on this machine.
#[derive(Clone, Debug)]
pub(super) struct Program {
    kind: ProgramKind,
    path: PathBuf,
    args: &'static [&'static str],
}

/// The programs that are there and have a clipboard to put something on, the surest first.
pub(super) fn installed(var: &impl Fn(&str) -> Option<OsString>, folders: &[PathBuf]) -> Vec<Program> {
    let has = |name: &str| var(name).is_some();
    // Reached by ssh, the machine's own clipboard is nobody's.
    let afar = has("SSH_CONNECTION") || has("SSH_TTY");
    let rows: [(bool, ProgramKind, &str, &'static [&'static str]); 6] = [
        (has("TMUX"), ProgramKind::Tmux, "tmux", &["load-buffer", "-w", "-"]),
        (has("WAYLAND_DISPLAY"), ProgramKind::Desktop, "wl-copy", &[]),
        (has("DISPLAY"), ProgramKind::Desktop, "xclip", &["-in", "-selection", "clipboard"]),
        (has("DISPLAY"), ProgramKind::Desktop, "xsel", &["--input", "--clipboard"]),
        (cfg!(target_os = "macos") && !afar, ProgramKind::Desktop, "pbcopy", &[]),
        (has("WSL_DISTRO_NAME") && !afar, ProgramKind::Desktop, "clip.exe", &[]),
    ];
    let found = |name: &str| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    rows.into_iter()
        .filter(|(wanted, ..)| *wanted)
        .filter_map(|(_, kind, name, args)| found(name).map(|path| Program { kind, path, args }))
        .collect()
}

/// Lets one after another take the text. Answers where it is then, for the end of a sentence. tmux's buffer
/// counts only where nobody else took it, unless tmux passes it on.
pub(super) async fn first_to_take(programs: &[Program], text: &str) -> Option<String> {
    let mut kept = None;
    for program in programs {
        if !program.takes(text).await {
            continue;
        }
        match program.kind {
            ProgramKind::Desktop => return Some(String::new()),
            ProgramKind::Tmux if program.passes_on().await => {
                return Some(" to tmux's buffer, and tmux has told the terminal".to_owned());
            }
            ProgramKind::Tmux => kept = Some(KEPT.to_owned()),
        }
    }
    kept
}

/// What is said of a text that only tmux has.
const KEPT: &str = " to tmux's buffer alone: its terminal takes it after `tmux set -as terminal-features \
                    ',*:clipboard'` and a new attach";

impl Program {
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.args(args).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).kill_on_drop(true);
        command
    }

    /// The text as it reads it: UTF-8, but Windows' own takes that for the code page of a console.
    fn encoded<'a>(&self, text: &'a str) -> Cow<'a, [u8]> {
        if self.path.file_name().is_some_and(|name| name == "clip.exe") {
            let marked = std::iter::once(0xfeff).chain(text.encode_utf16());
            return Cow::Owned(marked.flat_map(u16::to_le_bytes).collect());
        }
        Cow::Borrowed(text.as_bytes())
    }

    /// Whether it took the text.
    async fn takes(&self, text: &str) -> bool {
        let took = async {
            let mut child = self.command(self.args).stdin(Stdio::piped()).spawn()?;
            if let Some(mut stdin) = child.stdin.take() {
                stdin.write_all(&self.encoded(text)).await?;
            }
            std::io::Result::Ok(child.wait().await?.success())
        };
        match timeout(PATIENCE, took).await {
            Ok(Ok(took)) => took,
            Ok(Err(error)) => {
                tracing::info!(program = %self.path.display(), %error, "does not take what is copied");
                false
            }
            Err(_) => false,
        }
    }

    /// Whether tmux knows of its terminal that it has a clipboard.
    async fn passes_on(&self) -> bool {
        let mut command = self.command(&["display-message", "-p", "#{client_termfeatures}"]);
        let output = command.stdin(Stdio::null()).stdout(Stdio::piped()).output();
        let output = timeout(PATIENCE, output).await;
        output.is_ok_and(|output| {
            output.is_ok_and(|output| {
                String::from_utf8_lossy(&output.stdout)
                    .trim()
                    .split(',')
                    .any(|feature| feature == "clipboard")
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Program, first_to_take, installed};
    use std::ffi::OsString;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    /// A program that keeps what it is given in a file of its own name with `.got` behind it.
    fn plant(folder: &Path, name: &str, script: &str) {
        let path = folder.join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn programs(folder: &Path, vars: &[&str]) -> Vec<Program> {
        installed(&|name: &str| vars.contains(&name).then(|| OsString::from("x")), &[folder.to_path_buf()])
    }

    const TMUX: &str = "case $1 in load-buffer) cat > \"$0.got\";; *) echo title,clipboard;; esac";

    #[tokio::test]
    async fn the_first_program_that_takes_it_has_it() {
        let home = tempfile::tempdir().unwrap();
        plant(home.path(), "wl-copy", "exit 1");
        plant(home.path(), "xclip", "cat > \"$0.got\"; sleep 60 &");
        plant(home.path(), "xsel", "cat > \"$0.got\"");
        let all = programs(home.path(), &["WAYLAND_DISPLAY", "DISPLAY"]);
        let text = "é".repeat(100_000);
        assert_eq!(first_to_take(&all, &text).await.as_deref(), Some(""));
        assert_eq!(std::fs::read_to_string(home.path().join("xclip.got")).unwrap(), text);
        assert!(!home.path().join("xsel.got").exists());
        assert!(programs(home.path(), &["SSH_TTY"]).is_empty());
    }

    #[tokio::test]
    async fn tmux_is_believed_to_pass_on_what_it_says_it_can() {
        let home = tempfile::tempdir().unwrap();
        plant(home.path(), "tmux", TMUX);
        let told = first_to_take(&programs(home.path(), &["TMUX"]), "abc").await.unwrap();
        assert!(told.ends_with("tmux has told the terminal"), "{told}");
        assert_eq!(std::fs::read_to_string(home.path().join("tmux.got")).unwrap(), "abc");
        plant(home.path(), "tmux", &TMUX.replace(",clipboard", ""));
        let told = first_to_take(&programs(home.path(), &["TMUX"]), "abc").await.unwrap();
        assert!(told.contains("alone") && told.contains("terminal-features"), "{told}");
        // Where the desktop's clipboard has it, tmux's buffer is not worth a word.
        plant(home.path(), "wl-copy", "cat > \"$0.got\"");
        let told = first_to_take(&programs(home.path(), &["TMUX", "WAYLAND_DISPLAY"]), "abc").await;
        assert_eq!(told.as_deref(), Some(""));
    }

    #[tokio::test]
    async fn nobody_takes_it() {
        let home = tempfile::tempdir().unwrap();
        plant(home.path(), "wl-copy", "exit 3");
        std::fs::write(home.path().join("xclip"), "no program").unwrap();
        let all = programs(home.path(), &["WAYLAND_DISPLAY", "DISPLAY"]);
        assert_eq!(first_to_take(&all, "abc").await, None);
    }

    #[test]
    fn windows_reads_utf_16_with_its_mark() {
        let program = |name: &str| Program {
            kind: super::ProgramKind::Desktop,
            path: Path::new("/x").join(name),
            args: &[],
        };
        assert_eq!(program("clip.exe").encoded("é").as_ref(), [0xff, 0xfe, 0xe9, 0]);
        assert_eq!(program("xclip").encoded("é").as_ref(), "é".as_bytes());
    }
}
