"""What a person sees: the live terminal, the verdict table and report.html."""
