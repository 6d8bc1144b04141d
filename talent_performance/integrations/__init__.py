"""What other apps know and we take over, where they are installed."""
