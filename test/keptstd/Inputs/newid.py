#!/usr/bin/env python3
# Changes the build id of an ELF file: the last byte of the note named GNU of type 3.
import sys

data = bytearray(open(sys.argv[1], "rb").read())
at = data.index(b"\x03\0\0\0GNU\0") + 8
data[at] ^= 1
open(sys.argv[1], "wb").write(data)
