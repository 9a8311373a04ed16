// runtime/lock/thread_safety.h: clang's thread safety attributes under short names.
//
// mutex is a capability. A field says which one guards it, a function which ones it takes, gives back or needs held; clang
// then follows every path (-Wthread-safety, an error here). It compares lock expressions as written: take and use a lock
// under one name (`h.lock`, not once `h.lock` and once `pp->timers.lock`).
#pragma once

#define RT_CAPABILITY(what) __attribute__((capability(what)))
#define RT_SCOPED __attribute__((scoped_lockable))
#define RT_GUARDED_BY(l) __attribute__((guarded_by(l)))
#define RT_ACQUIRE(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define RT_RELEASE(...) __attribute__((release_capability(__VA_ARGS__)))
#define RT_REQUIRES(...) __attribute__((requires_capability(__VA_ARGS__)))
#define RT_ASSERTS(...) __attribute__((assert_capability(__VA_ARGS__))) // held, though the analysis cannot know
#define RT_NO_THREAD_SAFETY __attribute__((no_thread_safety_analysis))
