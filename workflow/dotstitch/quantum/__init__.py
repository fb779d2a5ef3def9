"""Electronic structure with PySCF: ground state, spectrum, spin states."""
