// runtime/trace/writer.cpp: see writer.h.
#include "runtime/trace/writer.h"

namespace rt {

void traceBuf::varintAt(uint32_t at, uint64_t v) {
  for (unsigned i = 0; i + 1 < traceBytesPerNumber; i++, v >>= 7) arr[at++] = uint8_t(v | 0x80);
  arr[at] = uint8_t(v);
}

void TraceWriter::flush() {
  if (!b) return;
  lock(&traceLock);
  traceBufFlush(b, gen);
  unlock(&traceLock);
  b = nullptr;
}

void TraceWriter::refill() {
  flush();
  b = traceBufGet();
  b->pos = 0;
  b->lastTime = traceClockNow();
  b->byte(evEventBatch);
  b->varint(gen);
  b->varint(thread);
  b->varint(b->lastTime);
  b->lenPos = b->reserve();
}

void TraceWriter::goStatus(uint64_t goid, uint64_t mid, traceGoStatus s) {
  if (s == traceGoStatus::bad) throw_("trace: bad status of a goroutine");
  event(evGoStatus, goid, mid, s);
}

void TraceWriter::procStatus(p *pp, traceProcStatus s) {
  event(evProcStatus, pp->id, s);
  if (pp->trace.inSweep) event(evGCSweepActive, pp->id);
}

} // namespace rt
