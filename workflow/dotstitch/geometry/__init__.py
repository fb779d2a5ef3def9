"""From SMILES to a relaxed three-dimensional structure."""
