"""Summaries of comments: sentences of theirs that say most, by rules in files; knows neither files of a site nor Frappe."""
