"""Development plans: how they are written and agreed, what is done with them, and how far they are."""
