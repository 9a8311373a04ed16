// runtime/stack/copystack.h: hooks of the copier that other folders fill.
#pragma once
#include "runtime/sched/runtime2.h"

namespace rt {
mutex *hchanLock(hchan *c); // runtime/sync/chan: the lock of a channel
}
