"""What a chemist reads of the proposals: the table, and why."""
