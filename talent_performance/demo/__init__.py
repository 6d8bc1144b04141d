"""The sample company on a site, to look around in: loaded by `bench load-talent-demo`, and taken away again without a trace.

Who takes part, with which template and manager, which objectives are taken, what is scored, closed and published is what the
flows make of it. What people typed in over the years comes in through the store, as an import would.
"""
