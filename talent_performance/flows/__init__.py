"""What happens on a site across documents."""
