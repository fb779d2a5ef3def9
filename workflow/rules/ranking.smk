rule rank_molecules:
    input:
        "results/manifest.json",
        "results/photophysics.json",
    output:
        report(
            "results/ranking.csv",
            caption="../report/ranking.rst",
            category="Ranking",
            labels={"table": "molecules, best first"},
        ),
        report(
            "results/failures.csv",
            caption="../report/failures.rst",
            category="Ranking",
            labels={"table": "molecules without a rank"},
        ),
    log:
        "results/logs/ranking.log",
    params:
        config=knobs("ranking"),
        library=stage_digest("ranking"),
    message:
        "Ranking"
    shell:
        "python -m dotstitch rank --configfile {params.config} 2>&1 | tee {log}"
