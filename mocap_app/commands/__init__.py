"""The verbs of the command line: one module each, with `add_arguments` and `run`.

They are all imported to build the parser, so whatever is heavy is imported inside `run`.
"""
