// runtime/os/linux/sigqueue.h: signals on their way to package os/signal.
#pragma once

namespace rt {
bool sigsend(int sig);       // from the handler: true if os/signal wants it
bool signalIgnored(int sig); // by os/signal.Ignore, or from the start
void sigInitIgnored(int sig);

// ---- signal.cpp: the handler of one signal, as os/signal asks
void sigenable(int sig);
void sigdisable(int sig);
void sigignore(int sig);
} // namespace rt
