rule rank_molecules:
    input:
        "results/manifest.json",
        "results/photophysics.json",
    output:
        "results/ranking.csv",
        "results/failures.csv",
    log:
        "results/logs/ranking.log",
    params:
        config=knobs("ranking"),
        library=stage_digest("ranking"),
    message:
        "Ranking"
    shell:
        "python -m dotstitch rank --configfile {params.config} 2>&1 | tee {log}"
