// test/fuzz/fuzz.h: what a fuzz target is: one function, the phases of the driver up to where the target ends.
#pragma once
#include "frontend/diag.h"
#include "frontend/source.h"
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

// Compiles the text as jit/driver does. True: accepted. Errors are in diags.
bool compile(const frontend::SourceFile &src, frontend::Diagnostics &diags);

// Cuts a text into words, literals, operators, comments and white space: all of its bytes, in order.
std::vector<std::string_view> tokens(std::string_view text);

} // namespace fuzz
