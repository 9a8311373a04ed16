"""Programs of Go, generated: valid, ending, and the same ones again for the same seed. Read in this order:

  types.py        the model: types, fields and methods through embedding, what implements what
  core.py         scopes, the random choice among productions, the text under construction
  numbers.py, text.py, composites.py, control.py, calls.py, interfaces.py, generics.py, concurrency.py
                  one area of the language each: productions for expressions and statements, registered in core
  program.py      a whole program: prelude, declarations, tests, main

Nothing is executed here: the generator knows the type of an expression, never its value. That programs end is ensured by
construction: loops have constant bounds, and every function that may call another one first burns fuel, of which a test has
little. That output is the same under every correct implementation is ensured by never showing an address, an order of map
entries or a random select.
"""
