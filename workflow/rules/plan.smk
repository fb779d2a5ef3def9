# The plan was made when common.smk was read; this only puts it where later stages look.
rule plan_screen:
    input:
        PLAN_FILE,
    output:
        manifest="results/manifest.json",
        stamp=PLANNED,
    log:
        "results/logs/plan.log",
    localrule: True
    message:
        "Plan: {MANIFEST_SUMMARY}"
    shell:
        "{{ rm -f results/.made/plan-*; cp {input} {output.manifest}.new;"
        " mv {output.manifest}.new {output.manifest}; touch {output.stamp}; }} 2> {log}"
