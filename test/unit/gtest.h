// test/unit/gtest.h: GoogleTest, for files that also use our namespace abi (libstdc++'s <cxxabi.h> has an alias abi).
#pragma once
#define abi cxx_abi
#include <gtest/gtest.h>
#undef abi
