# lit test format over the tests of Go's standard library: each package of packages.txt is one lit test, judged by
# stdtests.py against expected-failures.txt.
import lit.Test
import lit.formats

import stdtests


class StdSuite(lit.formats.TestFormat):
    def __init__(self, minigo):
        self.minigo = minigo
        self.known = stdtests.expected()
        stdtests.gotests.TIMEOUT = stdtests.TIMEOUT

    def getTestsInDirectory(self, suite, path, lit_config, local_config):
        if path or not stdtests.STD:  # all tests hang on the suite's root
            return
        for package in stdtests.packages():
            yield lit.Test.Test(suite, tuple(package.split("/")), local_config)

    def execute(self, test, lit_config):
        bad = stdtests.judge(stdtests.run_package(self.minigo, "/".join(test.path_in_suite)), self.known)
        return (lit.Test.FAIL, "\n".join(bad)) if bad else (lit.Test.PASS, "")
