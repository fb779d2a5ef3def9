# The plan was made when common.smk was read; this only puts it where later stages look.
rule plan_screen:
    input:
        PLAN_FILE,
    output:
        "results/manifest.json",
        stamp=PLANNED,
    log:
        "results/logs/plan.log",
    localrule: True
    message:
        "Plan: {MANIFEST_SUMMARY}"
    shell:
        "{{ rm -f results/.made/plan-*; cp {input} {output[0]}.new; mv {output[0]}.new {output[0]};"
        " touch {output.stamp}; }} 2> {log}"
