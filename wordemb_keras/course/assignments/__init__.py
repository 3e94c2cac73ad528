"""Assignments: student versions, checks, grades, feedback.

The parts, in the order in which a class meets them:

    author/     sources, student versions, generated cases, wrong and right variants
    examples.py what a visible check does: the usual slips in words
    check.py    what a student runs: the visible checks, in words
    collect/    who handed in what: files, folders, zips; lost and copied cells mended
    calls.py    calls of a solution as plain data: what goes into a room, what comes back
    run/        one submission in a closed room, watched
    score/      a class graded: points, feedback pages, tables

nbgrader does what it does well (solutions and hidden tests cleared, test cells
restored, points counted, the feedback template); it is imported only where it
is needed, never on a student's computer.

Reference: [nbgrader](https://nbgrader.readthedocs.io)
"""
