"""Files from outside: bounded packages and mark-up, and the process apart in which they are read.

Nothing here knows a scheme, a register or a page. What can be read is read in time linear in the file; what is too
much, damaged or hostile ends in a :class:`~keqiao.files.problems.FileProblem` with a sentence.
"""
