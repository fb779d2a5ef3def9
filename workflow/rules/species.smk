# One job per species, named by its content: it sees a SMILES, never the table. What is left to
# the message (the label) or to the progress line (the plan) does not count as a change. Threads
# are a constant of the configuration: `threads` would shrink with --cores, and results with it.
# Long jobs go first, so that none is left to run alone at the end.
rule compute_species:
    output:
        "results/species/{key}/species.json",
    log:
        "results/species/{key}/species.log",
    wildcard_constraints:
        key="[0-9a-f]{16}",
    priority: lambda wildcards: relative_length(species_of(wildcards))
    retries: LAST_ATTEMPT - 1
    threads: CONFIG.threads_per_job
    resources:
        mem_mb=memory_of,
        runtime=minutes_of,
        attempt=lambda wildcards, attempt: attempt,
    params:
        smiles=lambda wildcards: species_of(wildcards).smiles,
        kind=lambda wildcards: species_of(wildcards).kind,
        config=knobs("species"),
        label=lambda wildcards, output: MANIFEST.labels.get(wildcards.key, ""),
        plan=lambda wildcards, output: PLAN_FILE,
        threads=lambda wildcards, output: CONFIG.threads_per_job,
    message:
        "Species {wildcards.key} ({params.label}), attempt {resources.attempt}"
    shell:
        "python -m dotstitch species {wildcards.key} --smiles {params.smiles:q}"
        " --kind {params.kind} --configfile {params.config}"
        " --manifest {params.plan} --threads {params.threads} --memory-mb {resources.mem_mb}"
        " --attempt {resources.attempt}"
