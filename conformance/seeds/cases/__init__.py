"""The sessions that `record.py` plays, a file for each program."""
