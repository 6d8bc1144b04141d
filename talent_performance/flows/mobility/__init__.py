"""Internal mobility on a site: people for a role, roles for a person, people from outside, readiness to be promoted."""
