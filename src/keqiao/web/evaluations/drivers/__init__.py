"""What decides the ranks of a run: which uncertain choices move them, how little would change them, what each
indicator does to them.
"""
