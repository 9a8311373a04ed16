// runtime/mem/mgcscavenge.h: giving pages back to the kernel.
//
// A free page stays resident until one of three gives it back: the end of a cycle, in portions, what is resident beyond the
// heap goal and a tenth; an allocation that would exceed GOMEMLIMIT, so much; debug.FreeOSMemory, all of them.
// scavtrace=1 prints a line for the first and the last. The page reads as zero when it is used again (pallocChunk.scav).
// Mirrors mgcscavenge.go; differs: no background scavenger, a cycle's end is its clock.
#pragma once

namespace rt {
void scavengeExcess(); // the world runs
void scavengeAll();
} // namespace rt
