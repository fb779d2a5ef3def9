# The plan was made when common.smk was read; this only puts it where later stages look.
rule plan_screen:
    input:
        PLAN_FILE,
    output:
        "results/manifest.json",
    log:
        "results/logs/plan.log",
    localrule: True
    message:
        "Plan: {MANIFEST_SUMMARY}"
    shell:
        "cp {input} {output} 2> {log}"
