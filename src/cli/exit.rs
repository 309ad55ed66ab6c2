//! Exit codes, documented once.

/// Done.
pub const DONE: u8 = 0;
/// A file, the disk or the system failed, or the program has a bug.
pub const FAILED: u8 = 1;
/// Wrong arguments or an invalid scenario.
pub const USAGE: u8 = 2;
/// `verify` found a difference, or a row that held is lost.
pub const MISMATCH: u8 = 3;
/// The runs are over, but some of them did not end.
pub const SOME_FAILED: u8 = 4;
/// The runs are over, but what was asked to be precise is not.
pub const NOT_PRECISE: u8 = 5;
/// The terminal went away: SIGHUP, 128 + 1.
pub const HUNG_UP: u8 = 129;
/// Interrupted by SIGINT, 128 + 2.
pub const INTERRUPTED: u8 = 130;
/// Ended by SIGTERM, 128 + 15.
pub const TERMINATED: u8 = 143;

/// What `--help` says of them.
pub const HELP: &str = "\
Exit codes:
  0    done
  1    a file, the disk or the system failed, or the program has a bug
  2    wrong arguments or an invalid scenario
  3    `verify` found a difference or damage; with `--held`, a pattern or proposition that held is lost; `beliefs` found
       one that is off
  4    the experiment ended, but some of its runs did not; the results of the others are kept
  5    the experiment ended with the most replicates allowed, and what `--until-ci` asks for is not yet precise
  130  interrupted (Ctrl-C) after the finished replicates were kept (by `patterns` and `propositions` only with
       `--keep`); run the same command again to go on
  143  ended by SIGTERM, likewise
  129  ended by SIGHUP, when the terminal goes away, likewise; not under `nohup`";
