"""Talent pools: whom criteria suggest, who is nominated and by whom, what becomes of them, and who sees it."""
