"""Remedies that more than one room names: what is tried, or that there is none."""

COMPUTE_AGAIN = "compute it again"
MORE_MEMORY = "give the job more memory (--memory-mb)"
LOWER_LEVEL = "screen at a lower level (--config level=draft)"
OTHER_LEVEL = (
    "none at this level: use another (--config level=draft or level=standard), or leave the "
    "molecule out"
)
OTHER_SEED = (
    "start from other conformers, which computes every species anew (--config seed=1 or another "
    "number), or leave the molecule out"
)
OTHER_SMILES = "check the SMILES, and where it is right leave the molecule out"
REPORT_SMILES = "none here, it is a fault of the program: report this SMILES"
