import sys
from .program import program
sys.stdout.write(program(int(sys.argv[1]), set(sys.argv[2:])))
