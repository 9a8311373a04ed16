// jit/driver/environment.h: what the environment says about where Go code is, and `minigo env`, which prints it.
#pragma once
#include <string>
#include <vector>

namespace jit {

std::string goroot();
bool gopathMode();               // GO111MODULE=off, or auto and no go.mod above this folder
std::vector<std::string> gopath(); // its folders

// `minigo env [-json] [NAME...]`: exit code.
int printEnvironment(const std::vector<std::string> &args);

} // namespace jit
