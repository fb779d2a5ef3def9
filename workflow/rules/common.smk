"""What all stages share: the checked configuration and the plan; nothing here computes."""

import os
import re
import shlex
import sys
from pathlib import Path

from snakemake.exceptions import WorkflowError

from dotstitch.contracts.files import content_key, write_text_atomically
from dotstitch.contracts.paths import ResultsFolder
from dotstitch.data.reading import DataFileError, read_yaml
from dotstitch.plan.stages import STAGE_KNOBS, stage_digest, write_sections
from dotstitch.plan.config_file import render_config
from dotstitch.plan.configure import ConfigurationError, validate_config
from dotstitch.plan.screen_plan import cached_manifest, input_key
from dotstitch.plan.tables.faults import InputTableError
from dotstitch.plan.tables.user_tables import reading_notes
from dotstitch.data.job_limits import memory_mb, relative_length, time_limit_s
from dotstitch.jobs.memory import usable_memory_mb
from dotstitch.jobs.storage import storage_fault
from dotstitch.jobs.supervise import LAST_ATTEMPT
from dotstitch.jobs import provenance
from dotstitch.jobs.runs.leftovers import clear_leftovers
from dotstitch.jobs.runs.owner import TOKEN, RunError, begin_run, last_owner
from dotstitch.jobs.runs.settled import unsettle_if_changed
from dotstitch.jobs.runs.stamps import drop_false_stamp
from dotstitch.jobs.runs.writable import prepare_folder

RESULTS = Path("results")
SNAKEMAKE = Path(".snakemake")
PLAN_FOLDER = RESULTS / ".plan"
LOOKING = re.compile(r"-[a-zA-Z]*n[a-zA-Z]*|--(dry-?run|summary|dag|rulegraph|report)")
"""Options of Snakemake that start no job."""


def begin():
    """Make sure that everything can be written; tell whether no other run is at work here."""
    try:
        for folder in (RESULTS, SNAKEMAKE, PLAN_FOLDER, RESULTS / ".made", RESULTS / "logs"):
            prepare_folder(folder)
        executes = not any(map(LOOKING.fullmatch, sys.argv))
        alone = begin_run(RESULTS, executes=executes)
        if alone and clear_leftovers(SNAKEMAKE):
            print("Removed the lock of a run that was killed.", file=sys.stderr)
        if alone and executes:
            write_text_atomically(ResultsFolder(RESULTS).config, render_config(CONFIG))
        return alone
    except RunError as error:
        raise WorkflowError(str(error)) from None
    except OSError as error:
        raise WorkflowError(storage_fault(error) or str(error)) from None


def distrust_what_changed():
    """Have made again what is no longer as the program wrote it."""
    plan = Path(PLAN_FILE).read_bytes()
    manifest = ResultsFolder(RESULTS).manifest
    if manifest.is_file() and manifest.read_bytes() != plan:
        Path(PLANNED).unlink(missing_ok=True)
    for name in (*CONDITIONED, PREDICTED, RANKED, REPORTED):
        for changed in drop_false_stamp(Path(name)):
            print(f"{changed} is not as it was written: it is made again.", file=sys.stderr)
    folders = {key: ResultsFolder(RESULTS).species(key) for key in SPECIES}
    for key, folder in folders.items():
        asked = provenance.input_key(MANIFEST.species[key], CONFIG.seed)
        if changed := unsettle_if_changed(folder, asked):
            print(f"{changed}: it is made again.", file=sys.stderr)
    if not all(folder.summary.exists() for folder in folders.values()):
        for name in (*CONDITIONED, PREDICTED):
            Path(name).unlink(missing_ok=True)


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


def stamp(stage, *before):
    """Return the file that a stage leaves when it has ended with just these knobs and code.

    The name holds all that the stage was made of, so that nothing else has to be remembered.
    """
    made_of = [knobs(stage), stage_digest(stage), *before]
    return f"results/.made/{stage}-{content_key({'made_of': made_of})}"


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
CONFIG = check_config()
ALONE = workflow.is_main_process and begin()
# Snakemake's own prefix is replaced by this one, so it says again that a failure in a pipe counts.
# Python must not find its modules among the files of the folder where it runs.
shell.prefix(
    f"set -euo pipefail; export PATH={shlex.quote(os.path.dirname(sys.executable))}:$PATH"
    f" PYTHONSAFEPATH=1 {TOKEN}={getattr(last_owner(RESULTS), 'token', '')}; "
)

MANIFEST, PLAN_FILE = read_plan()
check_measurements()
for note in (*MANIFEST.notes, *reading_notes(CONFIG)):
    print(note, file=sys.stderr)
PLANNED = f"results/.made/plan-{content_key({'plan': PLAN_FILE})}"
CONDITIONED = [stamp("condition", PLANNED)] if CONFIG.measurements else []
# What a campaign left is shown, though no screen asks for it: to a screen it is a file like the table.
PROPOSALS = [str(one) for one in [ResultsFolder(RESULTS).proposals] if one.exists()]
PREDICTED = stamp("photophysics", PLANNED, *CONDITIONED)
RANKED = stamp("ranking", PREDICTED)
REPORTED = stamp("report", RANKED)
PROPOSED = stamp("propose", PLANNED, *CONDITIONED)
SPECIES = sorted(MANIFEST.species)
if ALONE:
    distrust_what_changed()
MANIFEST_SUMMARY = f"{len(MANIFEST.molecules)} molecules, {len(SPECIES)} species"
