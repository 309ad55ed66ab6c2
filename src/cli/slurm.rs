//! `circula slurm`: scripts that run the parts of a frozen design as an array of Slurm, and merge them.

use super::context::Context;
use super::error::CliError;
use super::exit;
use super::plans;
use super::shards::beside;
use crate::base::files::{create_folder, stands, write_whole};
use clap::{Args, ValueHint};
use std::path::{Path, PathBuf};

/// Write the scripts that run a frozen design on a cluster with Slurm: an array of parts, and a merge after it
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:
  circula slurm results/frozen --tasks 20 --cpus 4")]
pub struct Slurm {
    /// Folder of the frozen plans, as `--freeze` leaves it; cluster and this machine see it under the same path.
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Parts: tasks of the array, each of which runs many replicates.
    #[arg(long, value_name = "N")]
    pub tasks: usize,
    /// Processors of a task.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub cpus: u32,
    /// Longest time of a task, as Slurm writes it.
    #[arg(long, value_name = "TIME", default_value = "04:00:00")]
    pub time: String,
    /// Memory of a task, as Slurm writes it.
    #[arg(long, value_name = "SIZE", default_value = "2G")]
    pub mem: String,
    /// The program as the nodes find it.
    #[arg(long, value_name = "PATH", default_value = "circula")]
    pub program: String,
}

/// Head of a script. The program takes the place of the shell, so that it gets the signal: it keeps what has ended, and
/// a task that is put back goes on from there.
const HEAD: &str = "#!/bin/bash
#SBATCH --job-name=circula{array}
#SBATCH --cpus-per-task={cpus}
#SBATCH --mem={mem}
#SBATCH --time={time}
#SBATCH --requeue
#SBATCH --signal=B:TERM@60
#SBATCH --open-mode=append
#SBATCH --output={log}

";

/// Submits the array and the merge.
const SUBMIT: &str = r#"#!/bin/bash
# Submits the array and the merge that follows it.
set -eu
most=$(scontrol show config | sed -n 's/^MaxArraySize *= *//p')
if [ -n "$most" ] && [ {tasks} -ge "$most" ]; then
  echo "{tasks} tasks do not fit into an array of this cluster (MaxArraySize $most): take fewer with --tasks" >&2
  exit 2
fi
array=$(sbatch --parsable {array})
merge=$(sbatch --parsable --dependency="afterany:$array" {merge})
echo "array $array, merge $merge"
"#;

/// Writes the scripts.
pub fn run(context: &mut Context, arguments: &Slurm) -> Result<u8, CliError> {
    let design = match plans::begun(context, &arguments.folder)? {
        Ok(design) => design,
        Err(code) => return Ok(code),
    };
    let tasks = arguments.tasks;
    if tasks == 0 || tasks as u64 > design.runs() {
        let message = format!("{tasks} tasks for {} runs", design.runs());
        return Err(CliError::usage(message, "wanted at least one task, and at least one run for each"));
    }
    for (flag, text) in [("--time", &arguments.time), ("--mem", &arguments.mem)] {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-:.".contains(&b)) {
            return Err(CliError::usage(format!("`{flag}` is `{text}`"), "as in `--time 04:00:00 --mem 2G`"));
        }
    }
    let folder =
        std::path::absolute(&arguments.folder).map_err(|e| CliError::failed(e.to_string(), "name the folder"))?;
    let shards = beside(&folder);
    create_folder(&shards)?;
    let (array, merge, submit) = (shards.join("array.sbatch"), shards.join("merge.sbatch"), shards.join("submit.sh"));
    let (program, quoted) = (quote(Path::new(&arguments.program)), quote(&folder));
    let Slurm { cpus, time, mem, .. } = arguments;
    let head = |log: &str, array: &str| {
        let log = quote(&shards.join(log));
        HEAD.replace("{array}", array)
            .replace("{cpus}", &cpus.to_string())
            .replace("{mem}", mem)
            .replace("{time}", time)
            .replace("{log}", &log)
    };
    let parts = format!(
        "{}exec {program} resume {quoted} --shard \"$SLURM_ARRAY_TASK_ID/{tasks}\" --progress none\n",
        head("task-%a.log", &format!("\n#SBATCH --array=1-{tasks}"))
    );
    let merged = format!("{}exec {program} merge {quoted} --progress none\n", head("merge.log", ""));
    let submitted = SUBMIT
        .replace("{tasks}", &tasks.to_string())
        .replace("{array}", &quote(&array))
        .replace("{merge}", &quote(&merge));
    for (path, text) in [(&array, &parts), (&merge, &merged), (&submit, &submitted)] {
        let again = if stands(path) { "again " } else { "" };
        write_whole(path, text.as_bytes())?;
        context.say(&format!("wrote {}{again}", path.display()));
    }
    context.print(&format!(
        "{} runs in {tasks} tasks; submit them with `bash {}`\n",
        design.runs(),
        submit.display()
    ))?;
    Ok(exit::DONE)
}

/// A path as the shell takes it.
fn quote(path: &Path) -> String {
    let text = path.to_string_lossy();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-".contains(&b);
    if !text.is_empty() && text.bytes().all(plain) {
        text.into_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
