"""The only place that moves tables between the site's database and the rules. It holds no rules."""
