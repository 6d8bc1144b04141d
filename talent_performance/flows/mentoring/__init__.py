"""Mentors, coaches and buddies: who is found, how two become a pair, what they note down, and how it ends."""
