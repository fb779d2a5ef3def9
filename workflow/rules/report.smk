rule build_report:
    input:
        "results/manifest.json",
        "results/photophysics.json",
        "results/ranking.csv",
        "results/failures.csv",
    output:
        "results/report.html",
    log:
        "results/logs/report.log",
    params:
        config=knobs("report"),
        library=stage_digest("report"),
    message:
        "Report: {output}"
    shell:
        "python -m dotstitch report --configfile {params.config} 2>&1 | tee {log}"
