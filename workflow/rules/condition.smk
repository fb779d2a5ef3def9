# Only where the user has measurements of her own: they move the draws, never a geometry or a gap.
if CONFIG.measurements:

    rule condition_draws:
        input:
            manifest="results/manifest.json",
            species=expand("results/species/{key}/species.json", key=SPECIES),
        output:
            "results/draws.npz",
            stamp=CONDITIONED,
        log:
            "results/logs/condition.log",
        params:
            config=knobs("condition"),
            made_of=Path(CONDITIONED[0]).name,
        message:
            "Parameters and errors given {CONFIG.measurements}"
        shell:
            "python -m dotstitch condition --configfile {params.config}"
            " --stamp {output.stamp} 2>&1 | tee {log}"
