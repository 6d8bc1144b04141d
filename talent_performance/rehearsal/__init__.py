"""The rehearsal: a whole cycle on CSV or Excel files, with no ERP. Files in, report out."""
