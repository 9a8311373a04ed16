// How coverage is counted. Package testing knows the old way, by counters that the program registers, and the new one, by what gc's
// compiler puts into its code; `minigo test` makes counters for the old one (jit/driver/test/cover.cpp). Replaces gc's choice.
package goexperiment

const CoverageRedesign = false
const CoverageRedesignInt = 0
