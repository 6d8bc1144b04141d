"""The people whom somebody leads, as a manager looks after them: what is gathered, what is shown, what is done about it."""
