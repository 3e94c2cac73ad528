"""Assignments: student versions, checks, grades, feedback.

The parts, in the order in which a class meets them:

    author/markers.py   the visible line by which a cell is known
    author/source.py    one assignment: its cells, its questions, its points
    author/cases.py     generated cases: new inputs for a solution, its answers as plain data
    author/judge.py     compared with the model solution's: points and words for each case
    author/build.py     student versions in Korean and English
    author/variants.py  the tests themselves tested
    examples.py     what a visible check does: the usual slips in words
    check.py        what a student runs: the visible checks, in words
    submissions.py  files, folders and zips of a class; whose is which
    roster.py       which assignment, which language, one file a student
    repair.py       lost, copied, split, deleted cells
    shell.py        cells run, outputs collected
    worker.py       the process in which one submission runs
    launcher.py     workers started, time and memory watched, whole process groups ended
    processes.py    a process and its descendants
    runner.py       the cells of a submission, in order
    scores.py       nbgrader: restored tests, points, the gradebook
    feedback.py     one page a student
    grade.py        a class: in parallel, cached
    tables.py       scores as CSV, marks given by hand

nbgrader does what it does well (solutions and hidden tests cleared, test cells
restored, points counted, the feedback template); it is imported only where it
is needed, never on a student's computer.

Reference: [nbgrader](https://nbgrader.readthedocs.io)
"""
