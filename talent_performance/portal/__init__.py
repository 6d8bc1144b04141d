"""What the self-service portal asks the server for: who asks and with what is checked here, the rest is the flows'."""
