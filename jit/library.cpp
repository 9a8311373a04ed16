// jit/library.cpp: the standard library compiled ahead: all of it, in units, as one image.
//
// LLVM IR is made one unit after another, for the front end's tables are not made for threads; from there on each unit has its
// own context, and several are compiled at once.
#include "jit/phases.h"
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <pthread.h>
#include <unistd.h>

using namespace llvm;

namespace jit {

namespace {

// Units wait here from codegen to the threads. Memory is bounded: only so many wait.
class UnitQueue {
public:
  explicit UnitQueue(size_t limit) : limit(limit) {}
  void push(Compilation *c) {
    std::unique_lock hold(lock);
    changed.wait(hold, [&] { return waiting.size() < limit; });
    waiting.push_back(c);
    changed.notify_all();
  }
  void end() {
    std::unique_lock hold(lock);
    ended = true;
    changed.notify_all();
  }
  Compilation *pop() { // null: that was all
    std::unique_lock hold(lock);
    changed.wait(hold, [&] { return !waiting.empty() || ended; });
    if (waiting.empty()) return nullptr;
    Compilation *c = waiting.front();
    waiting.pop_front();
    changed.notify_all();
    return c;
  }

private:
  std::mutex lock;
  std::condition_variable changed;
  std::deque<Compilation *> waiting;
  size_t limit;
  bool ended = false;
};

struct Workshop {
  UnitQueue queue;
  std::mutex lock;
  unsigned done = 0, all;
  const std::function<void(unsigned, unsigned)> &report;
};

void *compileUnits(void *arg) {
  auto &w = *static_cast<Workshop *>(arg);
  useOwnTargetMachine();
  while (Compilation *c = w.queue.pop()) {
    optimize(*c);
    lowerStackObjects(*c);
    placeSafepoints(*c);
    emitObject(*c);
    LLVMContext &context = c->llvm->getContext();
    delete std::exchange(c->llvm, nullptr);
    delete &context;
    std::unique_lock hold(w.lock);
    w.report(++w.done, w.all);
  }
  return nullptr;
}

bool writeImage(const Program &image, const std::string &path, std::string *error) {
  std::string tmp = path + ".tmp" + std::to_string(getpid());
  int fd = open(tmp.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool ok = fd >= 0 && image.write(fd);
  ok = (fd < 0 || close(fd) == 0) && ok && rename(tmp.c_str(), path.c_str()) == 0;
  if (ok) return true;
  *error = "write " + path + ": " + strerror(errno);
  unlink(tmp.c_str());
  return false;
}

void setAddresses(ir::Module &m, const ProgramImpl &image, const std::string &path) {
  for (auto &o : image.objects)
    for (auto &s : o->symbols)
      if (!s.first().starts_with("minigo.") || s.first() == "minigo.zerobase" || s.first() == kPersonality)
        m.image.symbols.emplace(s.first().str(), s.second);
  auto address = [&](const std::string &symbol) {
    auto it = m.image.symbols.find(symbol);
    return it == m.image.symbols.end() ? 0 : it->second;
  };
  for (auto &f : m.funcs)
    if (f->hasBody()) f->address = address(f->symbol);
  for (auto &g : m.globals) g->address = address(g->symbol);
  m.image.file = path;
  m.image.moduleData = image.moduleData;
  memcpy(m.image.id, image.id, sizeof image.id);
}

} // namespace

bool compileLibrary(ir::Module &m, const std::string &path, unsigned threads, const std::function<void(unsigned, unsigned)> &report,
                    std::string *error) {
  targetMachine(); // registers what the threads use
  Workshop w{UnitQueue(threads), {}, 0, m.units, report};
  std::vector<pthread_t> workers(threads);
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setstacksize(&attr, 256 << 20); // LLVM recurses, too
  for (pthread_t &t : workers)
    if (pthread_create(&t, &attr, compileUnits, &w) != 0) bug("library", "no thread");
  std::vector<Compilation *> units;
  bool ok = true;
  for (unsigned k = 0; ok && k < m.units; k++) {
    units.push_back(startCompilation(m, {}, k));
    ok = generate(*units.back(), error);
    if (ok) w.queue.push(units.back());
  }
  w.queue.end();
  for (pthread_t t : workers) pthread_join(t, nullptr);
  if (!ok) return false;
  ProgramImpl *image = linkUnits(m, units, error);
  if (!image || !writeImage(*image, path, error)) return false;
  setAddresses(m, *image, path);
  return true;
}

} // namespace jit
