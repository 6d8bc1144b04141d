"""The report of a rehearsal: one HTML file that needs no network and no server."""

from talent_performance.rehearsal.report.page import write_report

__all__ = ["write_report"]
