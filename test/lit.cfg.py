# lit configuration of all suites; the generated lit.site.cfg.py says which one this is (test/CMakeLists.txt).
#
# Substitutions: %minigo (with a time limit), %FileCheck, %exits N (the exit code must be N), %build (the build folder).
# load/: files and packages; other folders are named after phases and topics. A test is a .go or .test file with RUN lines; it runs in its own folder, so diagnostics name it "./x.go".
import os
import shutil
import subprocess
import sys

import lit.formats

config.name = config.suite
config.test_source_root = os.path.normpath(os.path.join(config.source_dir, "test", config.suite_root))
config.test_exec_root = os.path.join(config.build_dir, "test", config.suite, "out")
config.suffixes = [".go", ".test"]
config.excludes = ["Inputs", "unit", "lit.cfg.py"]
if config.suite == "plain":
    config.excludes += ["go", "diag", "run", "bench", "stdlib"]
if config.suite == "noopt":  # about the compiler: what the language does, not the library or the scheduler
    config.excludes += ["reflect", "sched", "sync", "time"]

if config.suite_format in ("go", "errorcheck", "diag"):
    sys.path.insert(0, os.path.join(config.source_dir, "test", "go"))
    import goformat

    if config.suite_format == "diag":
        config.test_format = goformat.DiagSuite(config.minigo, os.path.join(config.build_dir, "test", config.suite))
    else:
        config.test_format = goformat.GoSuite(config.minigo, None if config.suite_format == "go" else config.suite_format)
elif config.suite_format == "std":
    sys.path.insert(0, os.path.join(config.source_dir, "test", "stdlib"))
    from stdformat import StdSuite

    config.test_format = StdSuite(config.minigo)
elif config.suite_format == "gtest":
    config.test_source_root = config.test_exec_root = os.path.join(config.build_dir, "test", "unit")
    config.test_format = lit.formats.GoogleTest(".", "_test")
    config.excludes = []
else:
    config.test_format = lit.formats.ShTest(execute_external=True)

# The program under test sees the caller's PATH and nothing of the caller's Go settings.
config.environment = {k: os.environ[k] for k in ("PATH", "HOME", "TMPDIR", "LLVM_PROFILE_FILE") if k in os.environ}
config.environment["MINIGO"] = config.minigo
# Compiled programs are kept with the build, for all suites: the knobs compile nothing again.
os.environ["MINIGO_CACHE"] = config.environment["MINIGO_CACHE"] = os.path.join(config.build_dir, "test", "cache")
for assignment in filter(None, config.suite_env.split(";")):
    key, value = assignment.split("=", 1)
    config.environment[key] = value
    config.available_features.add(key.lower())
for feature in (config.suite, "knob" if config.suite_env else "noknob"):
    config.available_features.add(feature)
if os.geteuid() == 0:
    config.available_features.add("root")
if config.sanitize:
    config.available_features.add("sanitizer")

if os.path.exists(os.path.join(config.build_dir, "lib", "minigo", "compiler-std")):
    config.available_features.add("keptstd")
if os.path.exists("/usr/lib/go-1.22/bin/go"):
    config.available_features.add("gc")
if shutil.which("perf") and subprocess.run(["perf", "stat", "-e", "cpu-clock", "true"], capture_output=True).returncode == 0:
    config.available_features.add("perf")  # the kernel allows it

limit = "timeout -k 5 120" if config.suite_env else "timeout -k 5 60"
config.substitutions += [
    ("%minigo", f"{limit} {config.minigo}"),
    ("%FileCheck", "FileCheck-19 --dump-input-filter=error"),
    ("%exits", os.path.join(config.source_dir, "test", "exits")),
    ("%build", config.build_dir),
    ("%seed", os.path.join(config.source_dir, "..", "shared", "seed", "programs")),
]
if os.path.isdir(os.path.join(config.source_dir, "..", "shared", "seed", "programs")):
    config.available_features.add("seed")
