# A target of its own (snakemake --cores N propose_molecules). What has to be computed is known only
# when the space has been judged, so a campaign runs this workflow again, for species alone, in
# folders of its own and on the cores of this rule.
rule propose_molecules:
    input:
        draws=["results/draws.npz"] if CONFIG.measurements else [],
    output:
        table="molecules/proposed.csv",
        stamp=PROPOSED,
    log:
        "results/logs/propose.log",
    threads: workflow.cores
    params:
        config=knobs("propose"),
        made_of=Path(PROPOSED).name,
    message:
        "Proposals: {output.table}"
    shell:
        "python -m dotstitch propose --configfile {params.config} --cores {threads}"
        " --output {output.table} --stamp {output.stamp} 2>&1 | tee {log}"
