from pathlib import Path

from snakemake.utils import min_version

min_version("9.20")


configfile: Path(workflow.basedir) / "workflow" / "config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/plan.smk"
include: "workflow/rules/species.smk"
include: "workflow/rules/condition.smk"
include: "workflow/rules/photophysics.smk"
include: "workflow/rules/ranking.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/propose.smk"


rule all:
    default_target: True
    input:
        "results/ranking.csv",
        "results/failures.csv",
        "results/predictions.csv",
        "results/arms.csv",
        "results/report.html",
        # Stages that ended with these knobs and this code: see common.smk.
        PLANNED,
        CONDITIONED,
        PREDICTED,
        RANKED,
        REPORTED,
