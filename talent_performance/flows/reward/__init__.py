"""The reward view of a pay round. The rules are in engine/reward.py."""
