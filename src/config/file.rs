//! Small private files: written whole or not at all, never through a link, and set aside when they cannot be
//! understood.

use std::fs::{self, DirBuilder, DirEntry, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

static COUNTER: AtomicU64 = AtomicU64::new(0);

/// Bytes of a file of ours that are read at most.
const LARGEST: u64 = 64 << 20;

/// Sees to it that a directory of ours is there and only its owner can look into it, with those between it
/// and `root`, the directory of all our files. `root` itself may be a link, as some keep their home; what
/// lies in it may not, because whoever could put one there would choose where we write.
///
/// Errors: it cannot be made, is a link or no directory, or is open to others and cannot be closed.
pub(super) fn private_directory(root: &Path, path: &Path) -> io::Result<()> {
    no_link_to(root, path)?;
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    for directory in path.ancestors().take_while(|directory| directory.starts_with(root)) {
        let mode = fs::metadata(directory)?.permissions().mode();
        if mode & 0o077 != 0 {
            fs::set_permissions(directory, Permissions::from_mode(mode & 0o700)).map_err(|error| {
                let why = format!("{} is open to others and cannot be closed: {error}", directory.display());
                io::Error::new(error.kind(), why)
            })?;
        }
    }
    Ok(())
}

/// That neither this directory nor one between it and `root`, the directory of all our files, is a link:
/// whoever could put one there would choose what we read.
///
/// Errors: one is.
pub(super) fn no_link_to(root: &Path, directory: &Path) -> io::Result<()> {
    let ours = directory.ancestors().take_while(|one| one.starts_with(root) && *one != root);
    match ours.filter(|one| fs::symlink_metadata(one).is_ok_and(|about| about.is_symlink())).last() {
        Some(link) => Err(is_link(link)),
        None => Ok(()),
    }
}

/// Closes the directories of all our files to others, and says which were open. Files in them are closed with
/// them, so that what lies below a closed one was never open, whatever its own mode; links are not followed.
pub fn close_to_others(root: &Path) -> Vec<String> {
    let (mut told, mut waiting) = (Vec::new(), vec![(root.to_owned(), true)]);
    while let Some((path, is_reached)) = waiting.pop() {
        let about = if path == root { fs::metadata(&path) } else { fs::symlink_metadata(&path) };
        let Some(about) = about.ok().filter(fs::Metadata::is_dir) else { continue };
        let mode = about.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            let did = if mode & 0o022 == 0 { "have read" } else { "have read or changed" };
            let was = format!(
                "{} was open to others (mode {mode:03o}), who may {did} what is in it",
                path.display()
            );
            let closed = fs::set_permissions(&path, Permissions::from_mode(mode & 0o700));
            told.extend(is_reached.then(|| match closed {
                Ok(()) => format!("{was}. It is closed now."),
                Err(error) => format!("{was}. It cannot be closed: {error}."),
            }));
        }
        let inside = fs::read_dir(&path).into_iter().flatten().flatten();
        let is_reached = is_reached && mode & 0o011 != 0;
        waiting.extend(
            inside
                .filter(|one| one.file_type().is_ok_and(|kind| kind.is_dir()))
                .map(|one| (one.path(), is_reached)),
        );
    }
    told
}

fn is_link(path: &Path) -> io::Error {
    let why = "is a link, which is not followed: put what it leads to in its place";
    io::Error::other(format!("{} {why}", path.display()))
}

fn no_file(path: &Path) -> io::Error {
    io::Error::other(format!("{} is not a regular file", path.display()))
}

/// Opens a file of ours to write to it, mode 0600, whatever was in it before.
pub(super) fn open_private(path: &Path, append: bool) -> io::Result<File> {
    match fs::symlink_metadata(path) {
        Ok(about) if about.is_symlink() => return Err(is_link(path)),
        // A pipe in its place would hold us up until somebody reads it.
        Ok(about) if !about.is_file() => return Err(no_file(path)),
        Ok(_) | Err(_) => {}
    }
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).append(append).mode(0o600).open(path)?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        file.set_permissions(Permissions::from_mode(0o600))?;
    }
    Ok(file)
}

/// Replaces the file with this content, mode 0600: on return the new one has reached the disk, and at no time
/// is there half a file. A link in its place is replaced, not followed.
pub(super) fn replace(root: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    let directory = path.parent().ok_or_else(|| io::Error::other("a file needs a directory"))?;
    private_directory(root, directory)?;
    replace_whole(path, content, Permissions::from_mode(0o600))
}

/// Replaces a file with this content, whoever's it is: on return the new one has reached the disk, and at no
/// time is there half a file, or one that more may read than its permissions say.
pub(crate) fn replace_whole(path: &Path, content: &[u8], permissions: Permissions) -> io::Result<()> {
    let directory = path.parent().ok_or_else(|| io::Error::other("a file needs a directory"))?;
    let temporary =
        directory.join(format!(".{}-{}.tmp", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed)));
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(content)?;
        file.set_permissions(permissions)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written?;
    // The rename itself is on disk only when the directory is; not every file system can sync one.
    let _ = File::open(directory).and_then(|directory| directory.sync_all());
    Ok(())
}

/// The text of a file below `root`, or `None` when there is no such file. What is not UTF-8 in it becomes
/// U+FFFD.
///
/// Errors: as [`read_below`].
pub(super) fn read(root: &Path, path: &Path) -> io::Result<Option<String>> {
    Ok(read_below(root, path)?.map(|bytes| match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }))
}

/// The content of a file in a directory below `root`, or `None` when there is no such file.
///
/// Errors: a directory on the way is a link; and as [`read_bytes`].
pub(super) fn read_below(root: &Path, path: &Path) -> io::Result<Option<Vec<u8>>> {
    path.parent().map_or(Ok(()), |directory| no_link_to(root, directory))?;
    read_bytes(path)
}

/// The file's content, or `None` when there is no such file.
///
/// Errors: it is a link, no regular file, larger than any file of ours, or cannot be read.
pub(super) fn read_bytes(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if about.is_symlink() {
        return Err(is_link(path));
    }
    if !about.is_file() {
        return Err(no_file(path));
    }
    read_at_most(path, LARGEST).map(Some)
}

/// What stands in a file, up to so many bytes: a file may grow, or say less of its size than it gives.
pub(crate) fn read_at_most(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let why = format!("{} holds more than {}", path.display(), crate::text::size(most));
        return Err(io::Error::other(why));
    }
    Ok(bytes)
}

/// Gives a damaged file another name, so that nothing writes over it, and answers that name.
pub(super) fn set_aside(path: &Path) -> io::Result<PathBuf> {
    for n in 1..10_000 {
        let aside = aside(path, n);
        if fs::symlink_metadata(&aside).is_err() {
            fs::rename(path, &aside)?;
            return Ok(aside);
        }
    }
    Err(damaged_too_often(path))
}

/// Keeps what is damaged of a file in one beside it, and answers that one's name.
pub(super) fn keep_aside(path: &Path, content: &[u8]) -> io::Result<PathBuf> {
    for n in 1..10_000 {
        let aside = aside(path, n);
        match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside) {
            Ok(mut file) => {
                file.write_all(content)?;
                file.sync_all()?;
                return Ok(aside);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(damaged_too_often(path))
}

fn damaged_too_often(path: &Path) -> io::Error {
    io::Error::other(format!("{} was damaged too often: remove its broken copies", path.display()))
}

/// The damaged copies of a file that are there, by number.
pub(super) fn asides(path: &Path) -> impl Iterator<Item = PathBuf> {
    let there = path.parent().and_then(|folder| fs::read_dir(folder).ok());
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned() + ".broken-";
    let number = |entry: io::Result<DirEntry>| {
        let name = PathBuf::from(entry.ok()?.file_name());
        let is_of_it = name.extension() == path.extension();
        name.file_stem()?.to_str()?.strip_prefix(&stem)?.parse::<u32>().ok().filter(|_| is_of_it)
    };
    let mut numbers: Vec<u32> = there.into_iter().flatten().filter_map(number).collect();
    numbers.sort_unstable();
    numbers.into_iter().map(move |n| aside(path, n))
}

/// The name of a file's `n`th damaged copy: `rule-states.broken-1.json`.
pub(super) fn aside(path: &Path, n: u32) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}.broken-{n}{extension}"))
}

#[cfg(test)]
mod tests {
    use super::{close_to_others, open_private, private_directory, read, replace, set_aside};
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_is_replaced_whole_and_stays_private() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("a");
        let path = root.join("b/c.json");
        assert_eq!(read(&root, &path).unwrap(), None);
        replace(&root, &path, b"one").unwrap();
        replace(&root, &path, b"two").unwrap();
        assert_eq!(read(&root, &path).unwrap().as_deref(), Some("two"));
        assert_eq!((mode(&path), mode(&root), mode(&root.join("b"))), (0o600, 0o700, 0o700));
        let beside: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(beside.len(), 1, "no temporary file is left");
    }

    #[test]
    fn directories_that_others_can_look_into_are_closed() {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("state");
        std::fs::create_dir_all(root.join("drafts")).unwrap();
        for directory in [&root, &root.join("drafts")] {
            std::fs::set_permissions(directory, std::fs::Permissions::from_mode(0o777)).unwrap();
        }
        let above = mode(home.path());
        private_directory(&root, &root.join("drafts")).unwrap();
        assert_eq!((mode(&root), mode(&root.join("drafts"))), (0o700, 0o700));
        assert_eq!(mode(home.path()), above, "what is not ours is left alone");
        let log = root.join("log");
        std::fs::write(&log, "").unwrap();
        std::fs::set_permissions(&log, std::fs::Permissions::from_mode(0o666)).unwrap();
        open_private(&log, true).unwrap();
        assert_eq!(mode(&log), 0o600);
    }

    #[test]
    fn what_was_open_to_others_is_closed_and_said_once() {
        let home = tempfile::tempdir().unwrap();
        let (root, theirs) = (home.path().join("state"), home.path().join("theirs"));
        let inner = root.join("drafts/111122223333");
        std::fs::create_dir_all(&inner).unwrap();
        std::fs::create_dir_all(root.join("events")).unwrap();
        std::fs::create_dir(&theirs).unwrap();
        symlink(&theirs, root.join("linked")).unwrap();
        let modes = [(&root, 0o711), (&root.join("drafts"), 0o700), (&root.join("events"), 0o777)];
        for (path, mode) in modes.into_iter().chain([(&inner, 0o777), (&theirs, 0o777)]) {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let told = close_to_others(&root);
        let of = |path: &Path| told.iter().find(|one| one.starts_with(&format!("{} was", path.display())));
        assert!(
            of(&root.join("events"))
                .unwrap()
                .ends_with("(mode 777), who may have read or changed what is in it. It is closed now.")
        );
        assert!(of(&root).unwrap().contains("(mode 711), who may have read what is in it."));
        assert_eq!(of(&inner), None, "nobody came through the closed directory above it");
        assert_eq!((told.len(), mode(&inner), mode(&root.join("events"))), (2, 0o700, 0o700));
        assert_eq!(mode(&theirs), 0o777, "a link is not followed");
        assert_eq!(close_to_others(&root), Vec::<String>::new());
        assert_eq!(close_to_others(&root.join("none")), Vec::<String>::new());
    }

    #[test]
    fn links_are_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let (root, theirs) = (home.path().join("state"), home.path().join("theirs"));
        std::fs::create_dir_all(&theirs).unwrap();
        std::fs::create_dir_all(&root).unwrap();
        std::fs::write(theirs.join("x.json"), "theirs").unwrap();
        symlink(&theirs, root.join("drafts")).unwrap();
        let error = replace(&root, &root.join("drafts/x.json"), b"ours").unwrap_err();
        assert!(error.to_string().contains("drafts is a link"), "{error}");
        let error = read(&root, &root.join("drafts/x.json")).unwrap_err();
        assert!(error.to_string().contains("drafts is a link"), "what is read is as foreign: {error}");
        symlink(theirs.join("x.json"), root.join("y.json")).unwrap();
        assert!(
            read(&root, &root.join("y.json")).is_err() && open_private(&root.join("y.json"), true).is_err()
        );
        replace(&root, &root.join("y.json"), b"ours").unwrap();
        assert_eq!(std::fs::read_to_string(theirs.join("x.json")).unwrap(), "theirs");
        // The directory of all our files may be one: that is how some keep their home.
        symlink(&root, home.path().join("linked")).unwrap();
        let linked = home.path().join("linked");
        replace(&linked, &linked.join("z.json"), b"ours").unwrap();
    }

    #[test]
    fn a_damaged_file_keeps_its_content_under_another_name() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a.json");
        for n in 1..=3 {
            std::fs::write(&path, n.to_string()).unwrap();
            let aside = set_aside(&path).unwrap();
            assert_eq!(aside, home.path().join(format!("a.broken-{n}.json")));
            assert_eq!(std::fs::read_to_string(aside).unwrap(), n.to_string());
        }
        assert!(!path.exists());
    }

    #[test]
    fn what_is_no_file_of_ours_is_an_error_and_no_hang() {
        let home = tempfile::tempdir().unwrap();
        assert!(read(home.path(), home.path()).unwrap_err().to_string().contains("not a regular file"));
        let huge = home.path().join("huge");
        std::fs::File::create(&huge).unwrap().set_len(200 << 30).unwrap();
        assert!(read(home.path(), &huge).unwrap_err().to_string().contains("more than 67 MB"));
    }
}
