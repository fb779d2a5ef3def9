"""What one run of a screen owns: its folder, its locks, its stamps."""
