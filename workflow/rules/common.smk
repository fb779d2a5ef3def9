"""What all stages share: the checked configuration and the plan; nothing here computes."""

import os
import shlex
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.reading import DataFileError, read_yaml
from dotstitch.plan.stages import STAGE_KNOBS, stage_digest, write_sections
from dotstitch.plan.configure import ConfigurationError, validate_config
from dotstitch.plan.screen_plan import cached_manifest, input_key
from dotstitch.plan.tables.faults import InputTableError
from dotstitch.plan.tables.user_tables import reading_notes
from dotstitch.jobs.stale_lock import release_stale_lock
from dotstitch.data.job_limits import memory_mb, relative_length, time_limit_s
from dotstitch.jobs.memory import usable_memory_mb
from dotstitch.jobs.supervise import LAST_ATTEMPT

RESULTS = Path("results")
PLAN_FOLDER = RESULTS / ".plan"


def check_config():
    """Validate the merged configuration, before any job."""
    try:
        # Snakemake takes the later of two equal keys, and 0365 for an octal number.
        for path in workflow.overwrite_configfiles:
            read_yaml(Path(path), object)
        return validate_config(config)
    except (ConfigurationError, DataFileError) as error:
        raise WorkflowError(error) from None


def read_plan():
    """Return the manifest of the table and its file; all faults of the table in one message.

    The file is named by everything it depends on, so that a dry run with another table never
    touches what a running screen reads, and a job on another machine finds it ready.
    """
    table = Path(CONFIG.molecules)
    folder = PLAN_FOLDER / (input_key(CONFIG, table) if table.is_file() else "missing")
    try:
        return cached_manifest(CONFIG, table, folder), str(ResultsFolder(folder).manifest)
    except InputTableError as error:
        raise WorkflowError(error) from None


def check_measurements():
    """Refuse a table of measurements with faults, all of them in one message, before any job."""
    if not CONFIG.measurements:
        return
    from dotstitch.evidence.measurements_table import user_measurements

    try:
        user_measurements(CONFIG, MANIFEST)
    except InputTableError as error:
        raise WorkflowError(error) from None


def knobs(stage):
    """Return a file that holds the knobs of one stage and is named by them."""
    return str(write_sections(CONFIG, STAGE_KNOBS[stage], PLAN_FOLDER))


def species_of(wildcards):
    """Return the species a job computes."""
    return MANIFEST.species[wildcards.key]


def memory_of(wildcards, attempt):
    """Return the memory of a species job, MB; more on every attempt."""
    return memory_mb(species_of(wildcards), attempt)


def minutes_of(wildcards):
    """Return the time limit of a species job, minutes; one that hangs ends itself before."""
    return time_limit_s(species_of(wildcards), CONFIG.level, CONFIG.engine) // 60 + 5


# Jobs state their memory; on one machine they share what it has, unless --resources says otherwise.
if workflow.local_exec and not {"mem", "mem_mb"} & set(workflow.global_resources):
    workflow.register_resource("mem_mb", usable_memory_mb())
if release_stale_lock(Path.cwd()):
    print("Removed the lock of a run that was killed.", file=sys.stderr)
# Snakemake's own prefix is replaced by this one, so it says again that a failure in a pipe counts.
shell.prefix(
    f"set -euo pipefail; export PATH={shlex.quote(os.path.dirname(sys.executable))}:$PATH; "
)

CONFIG = check_config()
MANIFEST, PLAN_FILE = read_plan()
check_measurements()
for note in (*MANIFEST.notes, *reading_notes(CONFIG)):
    print(note, file=sys.stderr)
SPECIES = sorted(MANIFEST.species)
MANIFEST_SUMMARY = f"{len(MANIFEST.molecules)} molecules, {len(SPECIES)} species"
