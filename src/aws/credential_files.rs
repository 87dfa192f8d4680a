//! The files that credentials come from, looked at before the SDK reads them: what is no file may never end,
//! and one of a network folder that does not answer may not either.

use super::credential_faults::{CONFIG, CREDENTIALS};
use super::untrusted_text::quoted;
use crate::model::{CallError, ErrorKind};
use aws_types::os_shim_internal::Env;
use std::fs::{File, Metadata};
use std::io;
use std::time::Duration;

/// Bytes of a configuration file of AWS's tools at most.
const LARGEST: u64 = 16 << 20;

/// Looks at the files that the SDK is about to read: one that it cannot read it takes for none, without a
/// word, and what is not a file may never end.
///
/// Errors: a file that is there and cannot be read as text.
pub(super) fn check_files(env: &Env) -> Result<(), CallError> {
    let token = env.get("AWS_WEB_IDENTITY_TOKEN_FILE").ok().filter(|path| !path.is_empty());
    let of_profiles = [CONFIG, CREDENTIALS].into_iter().filter_map(|file| Some((file.path(env)?, true)));
    for (path, is_text) in of_profiles.chain(token.map(|path| (path, false))) {
        let looked_at = path.clone();
        // What a token has in it is told where it is wanted, and so is what is not there.
        let fault =
            move || if is_text { fault_of_text_file(&looked_at) } else { checked_metadata(&looked_at).err() };
        let is_told = |why: &String| why != NOT_THERE && (is_text || !why.starts_with(UNREADABLE));
        let Some(why) = in_time(fault).filter(is_told) else { continue };
        if !is_text {
            let why = format!("the web identity token file {}{OF_VARIABLE} {why}", quoted(&path));
            return Err(CallError::new(ErrorKind::NoCredentials, "Connecting", why)
                .advise("Correct AWS_WEB_IDENTITY_TOKEN_FILE."));
        }
        let why = format!("{} {why}", quoted(&path));
        return Err(CallError::new(ErrorKind::Invalid, "Reading the AWS configuration files", why)
            .advise("Put that right, or look around first with `buslens demo`."));
    }
    Ok(())
}

/// Whose the web identity token file is that the environment names.
pub(super) const OF_VARIABLE: &str = ", which AWS_WEB_IDENTITY_TOKEN_FILE names,";
const NOT_THERE: &str = "is not there";
const NOT_REGULAR: &str = "is not a regular file";
const UNREADABLE: &str = "cannot be read: ";
/// How long a file of a network folder may take to be looked at.
const LOOKED_AT: Duration = Duration::from_secs(5);

/// What is wrong with a file; where its folder does not answer, that.
fn in_time(look: impl FnOnce() -> Option<String> + Send + 'static) -> Option<String> {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || tell.send(look()));
    told.recv_timeout(LOOKED_AT)
        .unwrap_or_else(|_| Some(format!("does not answer within {} s", LOOKED_AT.as_secs())))
}

/// What is wrong with a file that credentials are asked for with.
pub(super) fn fault_of_token_file(path: &str) -> Option<String> {
    let path = path.to_owned();
    in_time(move || fault_of_token(&path))
}

/// Why reading a file that credentials are asked for with might never end.
pub(super) fn unending_token_file(path: &str) -> Option<String> {
    let path = path.to_owned();
    in_time(move || checked_metadata(&path).err().filter(|why| why == NOT_REGULAR))
}

fn fault_of_token(path: &str) -> Option<String> {
    let metadata = match checked_metadata(path) {
        Ok(metadata) => metadata,
        Err(fault) => return Some(fault),
    };
    if metadata.len() == 0 {
        return Some("is empty".to_owned());
    }
    File::open(path).err().map(|error| unreadable(&error))
}

fn fault_of_text_file(path: &str) -> Option<String> {
    if let Err(fault) = checked_metadata(path) {
        return Some(fault);
    }
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(_)) => None,
        Ok(Err(error)) => {
            let line = error.as_bytes().iter().take(error.utf8_error().valid_up_to());
            let line = line.filter(|byte| **byte == b'\n').count() + 1;
            Some(format!("is not UTF-8 in line {line}, and none of it would be read"))
        }
        Err(error) => Some(unreadable(&error)),
    }
}

fn unreadable(error: &io::Error) -> String {
    format!("{UNREADABLE}{error}")
}

/// What the system says of a file that can be read to its end; why it cannot, else.
fn checked_metadata(path: &str) -> Result<Metadata, String> {
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Err(unreadable(&error)),
        Err(_) => return Err(NOT_THERE.to_owned()),
    };
    if metadata.is_dir() {
        return Err("is a folder".to_owned());
    }
    if !metadata.is_file() {
        return Err(NOT_REGULAR.to_owned());
    }
    if metadata.len() > LARGEST {
        return Err(format!("holds more than {}", crate::text::size(LARGEST)));
    }
    Ok(metadata)
}
