//! The command-line program: parse, call, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    // A bug must not spill a backtrace over the user's terminal: it is told in one line, with where it happened.
    std::panic::set_hook(Box::new(|bug| {
        use std::io::Write;
        let place = bug.location().map_or_else(String::new, ToString::to_string);
        let words = bug.payload().downcast_ref::<String>().map(String::as_str).or_else(|| bug.payload().downcast_ref::<&str>().copied()).unwrap_or("");
        let _ = writeln!(
            std::io::stderr(),
            "internal error at {place}: {words}\n  help: this is a bug of circula; please report it with the command that you gave"
        );
    }));
    let code = std::panic::catch_unwind(|| circula::cli::main(std::env::args_os()));
    // 1: the program has a bug.
    ExitCode::from(code.unwrap_or(1))
}
