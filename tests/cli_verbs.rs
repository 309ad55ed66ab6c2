//! The verbs as their help promises them.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and says what it skips")]

mod cli_common;
use cli_common::{Place, SMALL};

/// The verbs as they are declared, with the commands that the help of each gives as examples.
fn verbs() -> Vec<(String, Vec<String>)> {
    let declared = circula::cli::command();
    let list = declared.get_subcommands().map(|verb| {
        let help = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
        let examples = help.strip_prefix("Example:\n").unwrap_or_default().lines().map(|l| l.trim().to_owned());
        (verb.get_name().to_owned(), examples.collect())
    });
    list.collect()
}

/// The words of a command up to where the shell takes over.
fn words(command: &str) -> Vec<&str> {
    command.split_whitespace().take_while(|word| *word != ">").collect()
}

#[test]
fn the_help_of_every_verb_has_examples_that_parse() {
    let place = Place::new();
    let whole = place.run(&["--help"]);
    assert_eq!(whole.code, 0);
    for word in ["Exit codes:", "130", "143", "circula demo"] {
        assert!(whole.out.contains(word), "{}", whole.out);
    }
    assert!(verbs().len() > 10);
    for (verb, examples) in verbs() {
        assert!(whole.out.contains(&format!("\n  {verb} ")), "{verb} in {}", whole.out);
        let help = place.run(&[&verb, "--help"]);
        assert!(help.code == 0 && help.out.contains(&format!("Example:\n  circula {verb}")), "{verb}: {}", help.out);
        assert!(!examples.is_empty(), "{verb} has no example");
        for example in examples {
            let parsed = circula::cli::command().try_get_matches_from(words(&example));
            let parsed = parsed.unwrap_or_else(|e| panic!("`{example}`: {e}"));
            assert_eq!(parsed.subcommand_name(), Some(verb.as_str()), "{example}");
        }
    }
    assert!(place.run(&["--version"]).out.starts_with("circula 0."));
}

/// Commands in the shell blocks of a text.
fn commands(text: &str) -> Vec<&str> {
    let mut inside = false;
    let in_block = |line: &&str| {
        inside = if line.starts_with("```") { *line == "```sh" } else { inside };
        inside && !line.starts_with("```")
    };
    text.lines().filter(in_block).collect()
}

#[test]
fn the_readme_has_a_command_of_every_verb() {
    assert_eq!(commands("a\n```sh\nb\n```\nc\n```text\nd\n```\n"), ["b"]);
    let text = include_str!("../README.md");
    let starts = ["circula ", "cargo run --release -- "];
    let told: Vec<&str> =
        commands(text).into_iter().filter_map(|line| starts.iter().find_map(|s| line.strip_prefix(s))).collect();
    for (verb, _) in verbs() {
        let of = |line: &&str| line.split_whitespace().next() == Some(verb.as_str());
        assert!(told.iter().any(of), "the README has no command of `{verb}`");
    }
    for line in told.into_iter().filter(|line| !line.starts_with("--")) {
        let command = format!("circula {line}");
        let parsed = circula::cli::command().try_get_matches_from(words(&command));
        assert!(parsed.is_ok(), "the README says `{command}`: {}", parsed.unwrap_err());
    }
}

#[test]
fn manual_and_completions_know_every_verb() {
    let place = Place::new();
    let page = place.run(&["man"]).out;
    for (verb, _) in verbs() {
        assert!(page.contains(&format!("circula\\-{verb}")), "{verb}");
        assert!(place.run(&["man", &verb]).out.contains(".SH"), "{verb}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let found = place.run(&["completions", shell]);
        assert!(found.code == 0, "{shell}: {}", found.err);
        for (verb, _) in verbs() {
            assert!(found.out.contains(&verb), "{shell} {verb}");
        }
    }
}

#[test]
fn every_shipped_scenario_is_valid() {
    let place = Place::new();
    for name in circula::scenario::embedded::scenarios() {
        let found = place.run(&["validate", &format!("circula:{name}")]);
        assert!(found.code == 0 && found.out.ends_with(": valid\n"), "{name}: {}", found.err);
    }
    let found = place.run(&["validate", "circula:state-led", "circula:nothing", "--json"]);
    let list: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    let list = &list["scenarios"];
    assert_eq!((found.code, list[0]["valid"].as_bool(), list[1]["valid"].as_bool()), (2, Some(true), Some(false)));
    assert!(list[1]["faults"][0]["message"].as_str().unwrap().contains("no built-in file"));
}

#[test]
fn show_tells_every_value_and_where_it_came_from() {
    let place = Place::new();
    let found = place.run(&["show", "circula:state-led", "--set", "attention.movers=0.25", "--json"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let json: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    let row =
        |path: &str| json["table"]["rows"].as_array().unwrap().iter().find(|row| row["path"] == path).unwrap().clone();
    let mine = row("attention.movers");
    assert!(mine["from"] == "--set #1" && mine["value"] == "0.25" && mine["grade"] == "yours", "{mine}");
    let quota = row("corridor.spain.agreement.programme.quota_year");
    assert!(quota["from"].as_str().unwrap().contains("circula:state-led:") && quota["grade"] == "assumed", "{quota}");
    assert_eq!(row("run.seed")["from"], "default");
    let diff = place.run(&["show", "circula:state-led", "--diff", "circula:free-circulation"]).out;
    assert!(
        diff.contains("corridor.spain.lawful.visa\n") && diff.contains("\n  odds ") && !diff.contains("run.seed"),
        "{diff}"
    );
    let same = place.run(&["show", "circula:state-led", "--diff", "circula:state-led"]).out;
    assert!(same.contains("Nothing differs"), "{same}");
    let json: serde_json::Value = serde_json::from_str(&place.run(&["show", "circula:base", "--json"]).out).unwrap();
    assert!(json["table"]["rows"].as_array().unwrap().len() > 100);
    place.write("plan.toml", place.run(&["show", "circula:state-led", "--plan"]).out);
    assert_eq!(place.run(&["validate", "plan.toml"]).code, 0);
}

#[test]
fn a_new_scenario_can_be_run_at_once() {
    let place = Place::new();
    let found = place.run(&["new", "mine", "--from", "bonded"]);
    assert!(found.code == 0 && found.out.contains("mine.toml"), "{}", found.err);
    assert!(
        serde_json::from_str::<serde_json::Value>(
            &std::fs::read_to_string(place.path("scenario.schema.json")).unwrap()
        )
        .is_ok()
    );
    assert_eq!(place.run(&["validate", "mine.toml"]).code, 0);
    let found = place.small(&["run", "mine.toml", "--reps", "1"]);
    assert_eq!(found.code, 0, "{}", found.err);
    assert!(
        std::fs::read_dir(place.path("results"))
            .unwrap()
            .next()
            .unwrap()
            .unwrap()
            .file_name()
            .to_str()
            .unwrap()
            .starts_with("mine-")
    );
    assert_eq!(place.run(&["new", "other"]).code, 0, "the schema that is there already is the same");
}

#[test]
fn the_demonstration_needs_no_file() {
    let place = Place::new();
    let found = place.run(&[&["demo", "--reps", "2"][..], &SMALL].concat());
    assert_eq!(found.code, 0, "{}", found.err);
    let told = [
        "home within 12 months",
        "overstay after 12 months",
        "From state-led to free-circulation: home within 12 months differs by",
        "by the numbers admitted and",
        "welfare poorest",
        "Monte Carlo error only",
    ];
    for word in told {
        assert!(found.out.contains(word), "{word}: {}", found.out);
    }
    assert!(place.path("circula-demo/plots/overstay-survival.svg").is_file());
    // Results on standard output, all else on standard error.
    assert!(found.err.contains("circula-demo") && !found.out.contains("circula-demo"));
    let quiet = place.run(&[&["demo", "--reps", "2", "-q"][..], &SMALL].concat());
    assert!(quiet.err.is_empty() && quiet.out == found.out, "{}", quiet.err);
}

#[test]
fn progress_speaks_as_asked() {
    let place = Place::new();
    let run = |how: &str, out: &str| {
        place.run(&[&["run", "circula:state-led", "--reps", "2", "--progress", how, "--out", out][..], &SMALL].concat())
    };
    let json = run("json", "a").err;
    let lines: Vec<&str> = json.lines().filter(|line| line.starts_with('{')).collect();
    let said: Vec<serde_json::Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let first = said.iter().find(|line| line["event"] != "warning").unwrap();
    assert_eq!((first["event"].as_str(), first["of"].as_u64()), (Some("ended"), Some(2)));
    // What is to be looked at is told once, in the same form.
    let of = |line: &&serde_json::Value| line["message"].as_str().is_some_and(|m| m.contains("without a village"));
    assert_eq!((json.lines().next(), said.iter().filter(of).count()), (lines.first().copied(), 1));
    assert!(run("plain", "b").err.contains("100 % after"));
    assert!(!run("none", "c").err.contains('%'));
    assert!(!run("auto", "d").err.contains('\u{1b}'));
}

#[test]
fn colours_come_only_when_asked_for() {
    let place = Place::new();
    assert!(!place.run(&["validate", "absent.toml"]).err.contains('\u{1b}'));
    assert!(place.run(&["validate", "absent.toml", "--color", "always"]).err.contains('\u{1b}'));
    assert!(!place.run(&["validate", "absent.toml", "--color", "never"]).err.contains('\u{1b}'));
}

#[test]
fn patterns_are_judged_stored_and_missed_when_lost() {
    let place = Place::new();
    let listed = place.run(&["patterns", "--list"]).out;
    assert!(listed.contains("| c1-new-corridor | c1 |"), "{listed}");
    assert!(place.run(&["propositions", "--list"]).out.contains("p1-circuits"));
    place.refuses(&["propositions", "--filter", "cooking"], 2, &["no proposition has `cooking`", "--list"]);
    place.refuses(&["patterns", "--filter", "cooking"], 2, &["no pattern has `cooking`", "--list"]);
    let row = |low: f64| {
        format!(
            "schema = 1\n[pattern.some-arrive]\nsystem = \"t\"\nabout = \"Some arrive.\"\n\
                scenario = \"circula:state-led\"\n\
             set = [\"population=1:300\", \"run.months=3\", \"run.burn_in_months=1\"]\nreps = 2\n\
                 measure = \"arrivals_overseas\"\nlow = {low:.1}\n\
             source = \"a test\"\ngrade = \"assumed\"\nnot_informative = \"a test\"\n"
        )
    };
    place.write("rows.toml", row(-1e9));
    let found = place.run(&["patterns", "rows.toml", "--out", "told.csv", "--json"]);
    assert_eq!(found.code, 0, "{}", found.err);
    let document: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(document["table"]["rows"][0]["verdict"], "holds");
    assert_eq!(place.run(&["patterns", "rows.toml", "--held", "told.csv"]).code, 0);
    place.write("rows.toml", row(1e9));
    let lost = place.run(&["patterns", "rows.toml", "--held", "told.csv"]);
    assert!(lost.code == 3 && lost.err.contains("held before and no more: some-arrive"), "{}", lost.err);
    place.refuses(&["patterns", "rows.toml", "--held", "rows.toml"], 2, &["no table of judged rows"]);
    place.write("rows.toml", row(0.0).replace("grade = \"assumed\"", "grade = \"sworn\""));
    place.refuses(&["patterns", "rows.toml"], 2, &["rows.toml", "is no grade"]);
}

#[test]
fn levers_are_run_judged_drawn_and_refused_with_all_faults() {
    let place = Place::new();
    assert!(place.run(&["doses", "--list"]).out.contains("| wage | contract wage, EUR a month | state-led |"));
    place.refuses(&["doses", "--filter", "cooking"], 2, &["no lever or measure has `cooking`", "--list"]);
    let lever = |measure: &str, shape: &str| {
        format!(
            "schema = 1\n[lever.route]\nabout = \"price of a passage\"\nscenario = \"circula:base\"\n\
             set = [\"run.months=6\", \"run.burn_in_months=1\"]\ndoses = [0.2, 1, 20]\n\
             moves = [\"corridor.spain.irregular.route.passage_eur={{*900}}\"]\n\
             [lever.route.row.{measure}]\nshape = \"{shape}\"\nreason = \"dearer\"\n"
        )
    };
    place.write("rows.toml", lever("departures_irregular", "falls"));
    let arguments =
        ["doses", "rows.toml", "--sample", "300", "--reps", "2", "--json", "--pictures", "drawn", "--out", "told.csv"];
    let found = place.run(&arguments);
    assert_eq!(found.code, 0, "{}", found.err);
    let document: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    assert_eq!(document["table"]["rows"][0]["row"], "route:departures_irregular");
    assert_eq!(document["more"]["points"]["rows"].as_array().unwrap().len(), 3);
    assert!(document["more"]["points"]["rows"][0]["value"]["low"].is_number() && found.err.contains("of 1 rows hold"));
    assert!(std::fs::read_to_string(place.path("drawn/route.svg")).unwrap().contains("price of a passage"));
    assert_eq!(place.run(&arguments).code, 0, "pictures of the same name are replaced");
    place.write("drawn/route.csv", "mine");
    place.refuses(&arguments, 1, &["route.csv", "no picture of a lever"]);
    assert_eq!(std::fs::read_to_string(place.path("drawn/route.csv")).unwrap(), "mine");
    place.write("rows.toml", lever("departures", "sinks").replace("{*900}", "{price}"));
    place.refuses(&["doses", "rows.toml"], 2, &["rows.toml", "names no measure", "{price}"]);
    place.write("rows.toml", lever("departures_irregular", "sinks"));
    place.refuses(&["doses", "rows.toml"], 2, &["is no shape", "rises or flat"]);
}

/// Points are variants: sorted, paired, kept in a folder that can be checked, with their curve; of one point what
/// `run` gives.
#[test]
fn a_sweep_gives_points_and_curves_that_verify() {
    let place = Place::new();
    let short = ["--set", "population=1:300", "--set", "run.months=12", "--set", "run.burn_in_months=1"];
    let sweep = |more: &[&str]| {
        let list = [&["sweep", "circula:bonded", "--reps", "2"], &short[..], more].concat();
        place.run(&list)
    };
    let found = sweep(&["bond.escrow.amount_eur=2000,0,1000", "bond.escrow.believed=0.3,0.9", "--out", "points"]);
    assert_eq!(found.code, 0, "{}", found.err);
    assert!(found.out.contains("amount_eur-0_believed-0.3") && found.out.contains("less amount_eur-0_believed-0.3"));
    let read = |name: &str| std::fs::read_to_string(place.path(name)).unwrap();
    let design = read("points/design.csv");
    let names: Vec<&str> = design.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert_eq!(names[..3], ["amount_eur-0_believed-0.3", "amount_eur-0_believed-0.9", "amount_eur-1000_believed-0.3"]);
    assert!(read("points/plots/dose-response.svg").contains("What changes with bond.escrow.amount_eur"));
    assert_eq!(place.run(&["verify", "points"]).code, 0);
    // The same bits as the point alone.
    let one = ["--set", "bond.escrow.amount_eur=1000", "--set", "bond.escrow.believed=0.3", "--out", "one"];
    let alone = [&["run", "circula:bonded", "--reps", "2"], &short[..], &one].concat();
    assert_eq!(place.run(&alone).code, 0);
    let digest = |runs: &str, variant: &str| {
        let line = runs.lines().find(|line| line.starts_with(&format!("{variant},0,"))).unwrap().to_owned();
        line.split(',').nth(5).unwrap().to_owned()
    };
    let (runs, single) = (read("points/runs.csv"), read("one/runs.csv"));
    assert_eq!(digest(&runs, names[2]), digest(&single, "bonded"));
    assert_ne!(digest(&runs, names[3]), digest(&single, "bonded"), "what is believed changes something");
    // A row of the document says of which measure it is, whatever its point.
    let told = sweep(&["bond.escrow.amount_eur=0,1000", "--json", "--out", "told"]);
    let document: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let rows = document["table"]["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["measure"].as_str().is_some_and(|name| !name.is_empty())), "{}", told.out);
    for (factor, words) in [
        ("bond.escrow.amount_eur=3", ["cannot read", "PATH=FROM..TO/N"]),
        ("bond.escrow.amount_eur=3..1/4", ["cannot read the range", "0..3000/7"]),
        ("bond.escrow.amount_eur=0..1/501", ["cannot read the range", "500"]),
        ("bond.escrow.amount=0,1", ["unknown path", "amount_eur"]),
        ("bond.escrow.amount_eur=-1,1", ["amount_eur", "0"]),
    ] {
        place.refuses(&["sweep", "circula:bonded", factor], 2, &words);
    }
}

#[test]
fn what_was_interrupted_goes_on_from_its_folder() {
    let place = Place::new();
    let short = ["--set", "population=1:300", "--set", "run.months=6", "--set", "run.burn_in_months=1"];
    let list = [&["compare", "circula:state-led", "circula:bonded", "--reps", "2", "--out", "whole"], &short[..]];
    assert_eq!(place.run(&list.concat()).code, 0);
    let read = |name: &str| std::fs::read_to_string(place.path(name)).unwrap();
    // What a process that was killed after its first replicate leaves.
    let mut manifest: serde_json::Value = serde_json::from_str(&read("whole/manifest.json")).unwrap();
    manifest["status"] = "unfinished".into();
    manifest["runs"] = serde_json::json!([]);
    manifest["result_digest"] = serde_json::Value::Null;
    place.write("cut/manifest.json", serde_json::to_string_pretty(&manifest).unwrap());
    for variant in ["state-led", "bonded"] {
        let plan = format!("plans/{variant}/plan.toml");
        place.write(&format!("cut/{plan}"), read(&format!("whole/{plan}")));
    }
    let runs: Vec<_> = std::fs::read_dir(place.path("whole/runs")).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(runs.len(), 4);
    std::fs::create_dir_all(place.path("cut/runs")).unwrap();
    for run in runs.iter().filter(|run| run.to_string_lossy().ends_with("-00000.bin")) {
        std::fs::copy(run, place.path("cut/runs").join(run.file_name().unwrap())).unwrap();
    }
    place.refuses(&["verify", "cut"], 1, &["unfinished"]);
    let resumed = place.run(&["resume", "cut"]);
    assert!(resumed.code == 0 && resumed.err.contains("2 of 4 runs found"), "{}{}", resumed.out, resumed.err);
    assert_eq!(
        (read("cut/runs.csv"), read("cut/manifest.json")),
        (read("whole/runs.csv"), read("whole/manifest.json"))
    );
    let again = place.run(&["resume", "cut"]);
    assert!(again.code == 0 && again.err.contains("4 of 4 runs found"), "{}", again.err);
    assert_eq!(place.run(&["verify", "cut"]).code, 0);
    let plan = read("cut/plans/bonded/plan.toml");
    place.write("cut/plans/bonded/plan.toml", plan.replace("months = 6", "months = 7"));
    let forged = place.run(&["resume", "cut"]);
    assert!(forged.code == 3 && forged.out.contains("plans/bonded/plan.toml"), "{}", forged.out);
    place.refuses(&["resume", "nowhere"], 1, &["nowhere"]);
}

#[test]
fn a_value_may_be_laid_over_one_scenario_of_a_comparison() {
    let place = Place::new();
    let compare = |set: &str, out: &str| {
        let set = ["--set", set, "--set", "population=1:300", "--set", "run.months=6", "--set", "run.burn_in_months=1"];
        let list = [&["compare", "circula:state-led", "circula:bonded"], &set[..], &["--reps", "2", "--out", out]];
        place.run(&list.concat())
    };
    assert_eq!(compare("bonded:bond.escrow.amount_eur=2500", "high").code, 0);
    let plan = |name: &str| std::fs::read_to_string(place.path(&format!("high/plans/{name}/plan.toml"))).unwrap();
    assert!(plan("bonded").contains("amount_eur = 2500") && !plan("state-led").contains("amount_eur = 2500"));
    let refused = compare("bondage:bond.escrow.amount_eur=2500", "wrong");
    assert!(refused.code == 2 && refused.err.contains("`bondage`") && refused.err.contains("state-led, bonded"));
    let unknown = compare("state-led:bond.escrow.amount_eur=2500", "wrong");
    assert!(unknown.code == 2 && unknown.err.contains("--set #1"), "{}", unknown.err);
}

/// A scenario may be called what a column is called; nothing of the table is lost for that.
#[test]
fn a_scenario_with_the_name_of_a_column_keeps_its_values() {
    let place = Place::new();
    place.write("unit.toml", "schema = 1\nname = \"unit\"\nextends = \"circula:bonded\"\n");
    let found = place.run(&["show", "circula:base", "--diff", "unit.toml", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    let row = document["table"]["rows"].as_array().unwrap().iter().find(|row| row["path"] == "bond").unwrap();
    assert_eq!((row["base"].as_str(), row["unit"].as_str()), (Some("none"), Some("escrow")));
    assert_eq!(document["table"]["columns"].as_array().unwrap().len(), row.as_object().unwrap().len());
}

#[test]
fn a_scenario_that_cannot_be_written_here_names_no_flag_that_the_verb_does_not_have() {
    let place = Place::new();
    std::fs::create_dir(place.path("scenario.schema.json")).unwrap();
    let found = place.run(&["new", "mine", "--force"]);
    assert!(found.code != 0 && !found.err.contains("--out") && !found.err.contains("--keep"), "{}", found.err);
}
