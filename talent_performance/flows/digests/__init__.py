"""One digest of reminders for each person and day: whom, what, in which words, by e-mail and in the desk."""
