"""What self-service pages call: thin, each with its check of access, down to flows."""
