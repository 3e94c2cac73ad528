"""What a submission does when it runs, and what it cannot do."""
