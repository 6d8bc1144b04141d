"""Who might leave, what that would mean, and what is done about it. The rules are in engine/retention.py."""
