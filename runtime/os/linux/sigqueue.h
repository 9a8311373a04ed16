// runtime/os/linux/sigqueue.h: signals on their way to package os/signal.
#pragma once

namespace rt {
bool sigsend(int sig);          // from the handler: true if os/signal wants it
bool sigDefaultKills(int sig);
void installHandler(int sig);
} // namespace rt
