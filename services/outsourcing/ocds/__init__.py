"""
Contracting processes as the Open Contracting Data Standard 1.1 has them: one call, with all that follows from it, is
one process (https://standard.open-contracting.org/1.1/).

What is told is made of what is kept and nothing else: pure functions, a module for each section of the standard.
"""
