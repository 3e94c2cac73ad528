"""The course: the chapter's notebooks, the spam study, the assignments."""
