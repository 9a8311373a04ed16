# lit test format over Go's own test suite: each of its files is one lit test, judged by gotests.py. A listed failure is
# "expectedly failed"; a listed test that passes is "unexpectedly passed", which counts as a failure.
import lit.Test
import lit.formats

import gotests


class GoSuite(lit.formats.TestFormat):
    def __init__(self, minigo):
        self.minigo = minigo
        self.known = gotests.expected()
        self.tests = {t.name: t for t in gotests.all_tests()} if gotests.ROOT else {}

    def getTestsInDirectory(self, suite, path, lit_config, local_config):
        if path:  # all tests hang on the suite's root
            return
        for name in self.tests:
            yield lit.Test.Test(suite, tuple(name.split("/")), local_config)

    def execute(self, test, lit_config):
        name = "/".join(test.path_in_suite)
        bad = gotests.judge(self.minigo, self.tests[name])
        listed = name in self.known
        if gotests.by_chance(self.known, name):
            return lit.Test.PASS, bad or ""
        if bad:
            return (lit.Test.XFAIL if listed else lit.Test.FAIL), bad
        return (lit.Test.XPASS, "passes, but is listed in expected-failures.txt") if listed else (lit.Test.PASS, "")
