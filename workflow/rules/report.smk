rule build_report:
    input:
        "results/manifest.json",
        "results/photophysics.json",
        "results/ranking.csv",
        "results/failures.csv",
    output:
        report(
            "results/report.html",
            caption="../report/page.rst",
            category="Ranking",
            labels={"table": "the page to look at"},
        ),
    log:
        "results/logs/report.log",
    params:
        config=knobs("report"),
        library=stage_digest("report"),
    message:
        "Report: {output}"
    shell:
        "python -m dotstitch report --configfile {params.config} 2>&1 | tee {log}"
