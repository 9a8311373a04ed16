// jit/driver/front.cpp: the command `minigo`: a program that is in the cache is executed at once; everything else is the compiler's
// business (jit/driver/driver.cpp), an executable of its own that this process becomes. So what runs again needs neither LLVM nor
// the front end, not even their loading.
#include "jit/driver/cache.h"
#include "jit/driver/command_line.h"
#include "jit/driver/environment.h"
#include "jit/driver/installation.h"
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <unistd.h>

static int clean() {
  std::string error;
  if (jit::cleanCache(&error)) return 0;
  fprintf(stderr, "minigo clean: %s\n", error.c_str());
  return 1;
}

int main(int argc, char **argv, char **envp) {
  jit::CommandLine o;
  int exitCode = 2;
  const bool goOn = jit::parseCommandLine(argc, argv, &o, &exitCode);
  fputs(o.shown.c_str(), stdout);
  fflush(stdout); // this process becomes another
  if (!goOn) return exitCode;
  if (o.verb == jit::Verb::Help) return fputs(jit::usageText(), stdout) < 0;
  if (o.verb == jit::Verb::Version) return puts("minigo version go1.22 linux/amd64") < 0;
  if (o.verb == jit::Verb::Env) return jit::printEnvironment(o.args);
  if (o.verb == jit::Verb::Clean) return clean();
  if (o.verb == jit::Verb::Install) return jit::installStd(o.stopAfter == jit::Stage::Check);
  jit::ProgramKey key;
  if (jit::programKey(o, argc, argv, &key))
    if (std::string program = jit::findProgram(key); !program.empty() && (o.chdir.empty() || chdir(o.chdir.c_str()) == 0))
      return jit::executeProgram(program, o.args, envp);
  execve(jit::compilerPath().c_str(), argv, envp);
  execve(jit::plainCompilerPath().c_str(), argv, envp); // it was not executable
  fprintf(stderr, "minigo: cannot execute %s: %s\n", jit::plainCompilerPath().c_str(), strerror(errno));
  return 2;
}
