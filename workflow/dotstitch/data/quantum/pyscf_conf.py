"""Deliberately empty: PySCF reads this instead of a ``.pyscf_conf.py`` lying about."""
