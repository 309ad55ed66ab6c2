//! Result folders that have been damaged or forged: `verify` finds it, names the file and has exit code 3.
#![cfg(all(feature = "cli", unix))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod cli_common;
use circula::base::checksums::{CHECKSUMS_NAME, digest};
use cli_common::Place;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// A finished comparison of two replicates.
fn finished() -> Place {
    let place = Place::new();
    let found = place.small(&["compare", "circula:state-led", "circula:bonded", "--reps", "2", "--out", "whole"]);
    assert_eq!(found.code, 0, "{}", found.err);
    assert_eq!(place.run(&["verify", "whole"]).code, 0);
    place
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn edit(path: &Path, change: impl Fn(String) -> String) {
    let text = std::fs::read_to_string(path).unwrap();
    let changed = change(text.clone());
    assert_ne!(text, changed, "{} stays as it was", path.display());
    std::fs::write(path, changed).unwrap();
}

/// Gives a file the line that it would have in the list of digests.
fn sign(folder: &Path, name: &str) {
    let line = format!("{}  {name}", digest(&folder.join(name)).unwrap());
    edit(&folder.join(CHECKSUMS_NAME), |text| {
        let others = text.lines().filter(|other| !other.ends_with(&format!("  {name}")));
        let mut lines: Vec<&str> = others.chain([line.as_str()]).collect();
        lines.sort_by_key(|line| line.split_once("  ").unwrap().1);
        lines.join("\n") + "\n"
    });
}

/// Runs `verify` on a damaged copy; what it says.
fn verified(place: &Place, damage: impl Fn(&Path), more: &[&str]) -> cli_common::Done {
    let folder: PathBuf = place.path("copy");
    let _ = std::fs::remove_dir_all(&folder);
    copy(&place.path("whole"), &folder);
    damage(&folder);
    place.run(&[&["verify", "copy", "--progress", "none"][..], more].concat())
}

#[track_caller]
fn found(place: &Place, what: &str, name: &str, damage: impl Fn(&Path)) {
    for more in [&[][..], &["--rerun", "0"]] {
        let done = verified(place, &damage, more);
        assert_eq!(done.code, 3, "{what} {more:?}: {}{}", done.out, done.err);
        assert!(done.out.contains(&format!("{name}: ")), "{what} {more:?}: no `{name}` in {}{}", done.out, done.err);
        assert!(done.out.ends_with("NOT verified\n"), "{what}: {}", done.out);
    }
}

const FILES: [&str; 9] = [
    "summary.csv",
    "series.csv",
    "codebook.csv",
    "design.csv",
    "manifest.json",
    "plots/stocks-overseas.svg",
    "plots/stocks-overseas.csv",
    "plans/bonded/plan.toml",
    "runs/bonded-00001.bin",
];

#[test]
fn a_file_that_is_missing_changed_replaced_or_added_is_named() {
    let place = finished();
    for name in FILES {
        found(&place, "missing", name, |f| std::fs::remove_file(f.join(name)).unwrap());
        found(&place, "emptied", name, |f| std::fs::write(f.join(name), "").unwrap());
        found(&place, "a folder", name, |f| {
            std::fs::remove_file(f.join(name)).unwrap();
            std::fs::create_dir(f.join(name)).unwrap();
        });
        found(&place, "a link to the same bytes", name, |f| {
            std::fs::rename(f.join(name), f.parent().unwrap().join("elsewhere")).unwrap();
            std::os::unix::fs::symlink("../elsewhere", f.join(name)).unwrap();
        });
        // Nobody writes into it, so whoever opened it would wait for ever.
        found(&place, "a pipe", name, |f| {
            std::fs::remove_file(f.join(name)).unwrap();
            assert!(std::process::Command::new("mkfifo").arg(f.join(name)).status().unwrap().success());
        });
    }
    for name in ["notes.txt", "plots/my.png", "runs/sub/a", "plans/.lock", ".mine.tmp", "runs/bonded-00007.bin"] {
        found(&place, "added", name, |f| {
            std::fs::create_dir_all(f.join(name).parent().unwrap()).unwrap();
            std::fs::write(f.join(name), "mine").unwrap();
        });
        found(&place, "added and signed", name, |f| {
            std::fs::create_dir_all(f.join(name).parent().unwrap()).unwrap();
            std::fs::write(f.join(name), "mine").unwrap();
            sign(f, name);
        });
    }
    found(&place, "a folder behind a link", "plots", |f| {
        copy(&f.join("plots"), &f.parent().unwrap().join("pictures"));
        std::fs::remove_dir_all(f.join("plots")).unwrap();
        std::os::unix::fs::symlink("../pictures", f.join("plots")).unwrap();
    });
    std::fs::remove_dir_all(place.path("pictures")).unwrap();
    // What a process that was killed leaves is no harm, and is told.
    let done = verified(&place, |f| std::fs::write(f.join(".runs.csv.12-3.tmp"), "half").unwrap(), &[]);
    assert!(done.code == 0 && done.out.contains(".runs.csv.12-3.tmp: left"), "{}{}", done.out, done.err);
    found(&place, "a name of bytes", "\u{fffd}", |f| {
        std::fs::write(f.join(std::ffi::OsStr::from_bytes(b"\xff")), "").unwrap();
    });
}

#[test]
fn a_list_of_digests_that_is_damaged_is_named() {
    let place = finished();
    let list = |f: &Path| f.join(CHECKSUMS_NAME);
    found(&place, "emptied", CHECKSUMS_NAME, |f| std::fs::write(list(f), "").unwrap());
    found(&place, "missing", CHECKSUMS_NAME, |f| std::fs::remove_file(list(f)).unwrap());
    found(&place, "nonsense", CHECKSUMS_NAME, |f| std::fs::write(list(f), [0xff, 0, b'\n']).unwrap());
    found(&place, "a line less", CHECKSUMS_NAME, |f| edit(&list(f), |t| t.split_once('\n').unwrap().1.to_owned()));
    found(&place, "a line twice", CHECKSUMS_NAME, |f| {
        edit(&list(f), |t| format!("{}\n{t}", t.lines().next().unwrap()));
    });
    found(&place, "a line that leads out", CHECKSUMS_NAME, |f| {
        edit(&list(f), |t| format!("{t}{}  ../whole/runs.csv\n", "0".repeat(64)));
    });
    found(&place, "another digest", "runs.csv", |f| {
        edit(&list(f), |t| {
            let line = t.lines().find(|l| l.ends_with("  runs.csv")).unwrap();
            t.replace(line, &format!("{}  runs.csv", "0".repeat(64)))
        });
    });
}

/// One digit more in the last number of a file.
fn other_number(text: String) -> String {
    let at = text.rfind(|c: char| c.is_ascii_digit()).unwrap();
    format!("{}7{}", &text[..=at], &text[at + 1..])
}

#[test]
fn what_is_forged_with_its_digest_is_recomputed_and_named() {
    let place = finished();
    for name in FILES.into_iter().filter(|n| !n.ends_with(".bin") && !n.ends_with(".toml")) {
        found(&place, "forged", name, |f| {
            edit(&f.join(name), other_number);
            sign(f, name);
        });
    }
    // A remark changes no value, a replicate may be another one of the same plan: the files are others all the same.
    found(&place, "a remark", "plans/bonded/plan.toml", |f| {
        edit(&f.join("plans/bonded/plan.toml"), |t| format!("{t}# mine\n"));
        sign(f, "plans/bonded/plan.toml");
    });
    found(&place, "another replicate", "runs/bonded-00001.bin", |f| {
        std::fs::copy(f.join("runs/bonded-00000.bin"), f.join("runs/bonded-00001.bin")).unwrap();
        sign(f, "runs/bonded-00001.bin");
    });
}

#[test]
fn forged_fields_of_the_manifest_are_named() {
    let place = finished();
    let manifest: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(place.path("whole/manifest.json")).unwrap()).unwrap();
    let mut pointers: Vec<String> = Vec::new();
    let mut walk = vec![(String::new(), manifest.clone())];
    while let Some((at, value)) = walk.pop() {
        match value {
            serde_json::Value::Object(map) => walk.extend(map.into_iter().map(|(k, v)| (format!("{at}/{k}"), v))),
            serde_json::Value::Array(list) => {
                walk.extend(list.into_iter().enumerate().map(|(i, v)| (format!("{at}/{i}"), v)));
            }
            _ => pointers.push(at),
        }
    }
    // Where a scenario was and what wrote the folder follow from nothing in it.
    let told = |p: &str| p == "/program/version" || (p.contains("/inputs/") && p.ends_with("/path"));
    assert!(pointers.len() > 60, "{pointers:?}");
    for pointer in pointers.iter().filter(|p| !told(p)) {
        let forge = |f: &Path| {
            let mut forged = manifest.clone();
            let value = forged.pointer_mut(pointer).unwrap();
            *value = match value.clone() {
                serde_json::Value::Number(n) => (n.as_u64().unwrap() + 1).into(),
                serde_json::Value::Bool(b) => (!b).into(),
                other => {
                    let text = other.as_str().unwrap();
                    let last = if text.ends_with('0') { "1" } else { "0" };
                    format!("{}{last}", &text[..text.len() - 1]).into()
                }
            };
            std::fs::write(f.join("manifest.json"), format!("{forged:#}\n")).unwrap();
            sign(f, "manifest.json");
        };
        let done = verified(&place, forge, &[]);
        assert_eq!(done.code, 3, "{pointer}: {}{}", done.out, done.err);
        assert!(done.out.contains("manifest.json: "), "{pointer}: {}{}", done.out, done.err);
    }
}

#[test]
fn replicates_that_are_not_run_again_are_taken_as_they_are_kept_and_that_is_said() {
    let place = finished();
    let done = place.run(&["verify", "whole", "--rerun", "0"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert!(done.out.contains("0 of 4 run again") && done.out.contains("but for 4 runs"), "{}", done.out);
    let done = place.run(&["verify", "whole", "--rerun", "1"]);
    assert!(done.code == 0 && done.out.contains("2 of 4 run again"), "{}{}", done.out, done.err);
    // The digest that a replicate says it has is not taken on trust.
    found(&place, "a replicate of other bits", "runs/bonded-00001.bin", |f| {
        let path = f.join("runs/bonded-00001.bin");
        let mut bytes = std::fs::read(&path).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        let body = blake3_of(&bytes[108..]);
        bytes[76..108].copy_from_slice(&body);
        std::fs::write(&path, bytes).unwrap();
        sign(f, "runs/bonded-00001.bin");
    });
}

fn blake3_of(bytes: &[u8]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("x"), bytes).unwrap();
    let text = digest(&folder.path().join("x")).unwrap();
    (0..32).map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap()).collect()
}
