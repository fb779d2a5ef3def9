"""Mean field: one door to PySCF."""
