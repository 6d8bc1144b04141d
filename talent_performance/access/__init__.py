"""Who may see and do what: reporting lines, audiences of DocTypes and their twins, shares and assignments refused."""
