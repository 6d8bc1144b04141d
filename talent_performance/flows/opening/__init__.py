"""A company's own past, out of a file: ratings and potential of cycles that were over before this app came.

`table` says what a file can hold, `check` finds everything that is wrong with one, `people` and `cycles` find whom and when its rows
are about, `writing` brings rows onto the site, and `importing` makes runs of it, and of taking an import back.
"""
