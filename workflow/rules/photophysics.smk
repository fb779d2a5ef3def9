rule predict_photophysics:
    input:
        manifest="results/manifest.json",
        species=expand("results/species/{key}/species.json", key=SPECIES),
        draws=["results/draws.npz"] if CONFIG.measurements else [],
    output:
        "results/photophysics.json",
        report(
            "results/predictions.csv",
            caption="../report/predictions.rst",
            category="Predictions",
            labels={"table": "every molecule at every recipe"},
        ),
        report(
            "results/arms.csv",
            caption="../report/arms.rst",
            category="Predictions",
            labels={"table": "every photoactive arm"},
        ),
        stamp=PREDICTED,
    log:
        "results/logs/photophysics.log",
    params:
        config=knobs("photophysics"),
        made_of=Path(PREDICTED).name,
    message:
        "Photophysics of all molecules: levels against the dot, kinetics, film, luminescence"
    shell:
        "python -m dotstitch photophysics --configfile {params.config}"
        " --stamp {output.stamp} 2>&1 | tee {log}"
