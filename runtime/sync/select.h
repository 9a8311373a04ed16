// runtime/sync/select.h: the select statement. See select.cpp.
#pragma once
#include "runtime/sync/chan.h"

namespace rt {

struct scase {
  hchan *c;   // nil: never ready
  void *elem; // to send, or where to receive (may be nil)
};

// unlockf of a select's gopark: releases the locks of all channels in gp->waiting.
bool selparkcommit(g *gp, void *);

} // namespace rt
