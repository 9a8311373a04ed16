#!/usr/bin/env python3
"""Checks who includes whom: a step of the build.

    includes.py TREE RULE...        RULE: "who: what what ...", from CMakeLists.txt

`who` is a folder or a file, the longest that fits a source counts; `what` are the folders and headers it may include.
Every include names its file from the top ("ir/ir.h"). Prints "file:line: error: ..." and exits with 1 if one may not.
"""
import os
import re
import sys


def within(path, place):
    return path == place or path.startswith(place + "/")


def main():
    top, rules, bad = sys.argv[1], {}, 0
    for rule in sys.argv[2:]:
        who, what = rule.split(":")
        rules[who] = what.split()
        if not os.path.exists(os.path.join(top, who)):
            print(f"CMakeLists.txt:1: error: a rule about includes names {who}, which is gone")
            bad += 1
    folders = sorted({who.split("/")[0] for who in rules})
    for folder in folders:
        for dir, _, files in os.walk(os.path.join(top, folder)):
            for f in sorted(files):
                path = os.path.relpath(os.path.join(dir, f), top)
                if not f.endswith((".cpp", ".h", ".def", ".S", ".re", ".y")):
                    continue
                may = rules[max((w for w in rules if within(path, w)), key=len)]
                with open(os.path.join(top, path)) as source:
                    for n, line in enumerate(source, 1):
                        m = re.match(r'\s*#\s*include\s*(?:"([^"]*)"|<((?:%s)/[^>]*)>)' % "|".join(folders), line)
                        named = m and (m.group(1) or m.group(2))
                        if named and not any(within(named, what) for what in may):
                            print(f"{path}:{n}: error: may not include {named}; it may: {' '.join(may)} (may_include in CMakeLists.txt)")
                            bad += 1
    sys.exit(1 if bad else 0)


main()
