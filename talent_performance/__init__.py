"""Talent & Performance: goals, appraisal, talent, succession and development in one loop.

Imports nothing: Frappe reads the version of every app at start, the rehearsal runs where there is no Frappe.
"""

__version__ = "0.1.0"
