// runtime/sync/netpoll.h: the network poller: goroutines that wait for file descriptors, on epoll.
//
// package internal/poll registers a descriptor edge-triggered (pollOpen); a read that would block parks the goroutine
// in pollWait until netpoll, called by idle Ms and sysmon, reports it ready, a deadline passes, or it is closed.
//
// The meeting point per direction is one word, pollDesc::rg / wg:
//   pdNil     nobody waits, nothing is known
//   pdReady   readiness has been reported; the next wait consumes it
//   pdWait    a goroutine is about to park
//   g *       it is parked
// All changes are compare-and-swap, so a report between the last look and the park is not lost.
//
// Mirrors runtime/netpoll.go and netpoll_epoll.go.
#pragma once
#include "runtime/sync/time.h"

namespace rt {

void netpollGenericInit(); // first use
bool netpollIsPollDescriptor(uintptr_t fd);

} // namespace rt
