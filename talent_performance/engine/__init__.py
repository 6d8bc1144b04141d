"""The rules of the domain: tables in, tables out. Knows pandas and numpy, never Frappe; no clock, no random."""

ENGINE_VERSION = "1.0"
