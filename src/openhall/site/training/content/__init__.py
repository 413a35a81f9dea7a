"""What a course says: a folder of text files as values, read with its faults, changed and marked. Knows no database."""
