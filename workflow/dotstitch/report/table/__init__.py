"""The ranked table: its columns and its rows."""
