"""Succession on a site: critical positions, their plans and candidates, and what follows when somebody goes."""
