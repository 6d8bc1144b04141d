"""People without a user account: a personal link, a kiosk, or somebody who writes down what they said.

Each of these proves who is there and enters (`access/entrances.py`); from there on everything is what it is for people with an
account: `flows/reviews.py` and `flows/replies.py`.
"""
