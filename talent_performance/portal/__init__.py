"""What the portal calls: thin, each for the session's user alone."""
