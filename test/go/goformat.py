# lit test formats over the checked-in judges of Go's own files: each file (or unit) is one lit test. What is known to
# fail is "expectedly failed"; if it passes after all, that is "unexpectedly passed", which counts as a failure.
#   GoSuite    Go's test suite, judged by gotests.py
#   DiagSuite  types2's test data, minigo's errors against gc's, judged by ../diag/diagtests.py
import os
import sys

import lit.Test
import lit.formats

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "diag"))
import diagtests  # noqa: E402
import gotests  # noqa: E402


class Listed(lit.formats.TestFormat):
    """tests: name -> what judges it."""

    def __init__(self, tests):
        self.tests = tests

    def getTestsInDirectory(self, suite, path, lit_config, local_config):
        if path:  # all tests hang on the suite's root
            return
        for name in self.tests:
            yield lit.Test.Test(suite, tuple(name.split("/")), local_config)

    def execute(self, test, lit_config):
        return self.verdict(self.tests["/".join(test.path_in_suite)])


class GoSuite(Listed):
    def __init__(self, minigo, verb=None):
        super().__init__({t.name: t for t in gotests.all_tests() if verb in (None, t.verb)} if gotests.ROOT else {})
        self.minigo, self.known = minigo, gotests.expected()

    def verdict(self, test):
        bad = gotests.judge(self.minigo, test)
        listed = test.name in self.known
        if gotests.by_chance(self.known, test.name):
            return lit.Test.PASS, bad or ""
        if bad:
            return (lit.Test.XFAIL if listed else lit.Test.FAIL), bad
        return (lit.Test.XPASS, "passes, but is listed in expected-failures.txt") if listed else (lit.Test.PASS, "")


class DiagSuite(Listed):
    def __init__(self, minigo, folder):
        super().__init__({u.name: u for u in diagtests.all_tests()})
        self.minigo, self.known, self.importcfg = minigo, diagtests.known(), os.path.join(folder, "importcfg")
        if self.tests:
            diagtests.write_importcfg(self.importcfg)

    def verdict(self, unit):
        bad, diff = diagtests.judge(self.minigo, self.importcfg, unit, self.known)
        if bad:
            return lit.Test.FAIL, bad
        return (lit.Test.XFAIL if diff else lit.Test.PASS), "\n".join(diff)
