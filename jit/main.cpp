// jit/main.cpp: the entry point of the minigo binary. Everything is in jit/driver.
#include "jit/driver.h"

int main(int argc, char **argv, char **envp) { return jit::drive(argc, argv, envp); }
