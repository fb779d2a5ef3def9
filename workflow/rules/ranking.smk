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
        stamp=RANKED,
    log:
        "results/logs/ranking.log",
    params:
        config=knobs("ranking"),
        made_of=Path(RANKED).name,
    message:
        "Ranking"
    shell:
        "python -m dotstitch rank --configfile {params.config}"
        " --stamp {output.stamp} 2>&1 | tee {log}"
