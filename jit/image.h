// jit/image.h: makes a linked program ready to be written as an executable.
#pragma once
#include <string>

namespace jit {

class ProgramImpl;

// Lays out the runtime's tables behind the program's segments. False with *error: package runtime lacks something.
bool finishImage(ProgramImpl &p, std::string *error);

} // namespace jit
