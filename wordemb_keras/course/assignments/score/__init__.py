"""Points, pages for students, tables for the instructor."""
