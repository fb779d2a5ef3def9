rule build_report:
    input:
        "results/manifest.json",
        "results/photophysics.json",
        "results/ranking.csv",
        "results/failures.csv",
        PROPOSALS,
    output:
        report(
            "results/report.html",
            caption="../report/page.rst",
            category="Ranking",
            labels={"table": "the page to look at"},
        ),
        stamp=REPORTED,
    log:
        "results/logs/report.log",
    params:
        config=knobs("report"),
        made_of=Path(REPORTED).name,
    message:
        "Report: {output[0]}"
    shell:
        "python -m dotstitch report --configfile {params.config}"
        " --stamp {output.stamp} 2>&1 | tee {log}"
