"""Rounds of 360 feedback: who is asked about whom, what raters answer, and what comes of it."""
