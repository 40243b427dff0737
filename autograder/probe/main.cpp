// A probe's process. Its arguments say what the judge wants; everything else goes through pipes:
//   list         the cases, as values "N name", "N part", "N tolerance", "N faster"
//   draw N SEED  the question of case N
//   run N        a question on standard input; its answer
//   plain N      of a speed case: the plain way, an eighth of the repeats
//   idle N       the same with no repeats: what everything but the work takes
//   measure N    a question and an answer, each after its length; the promises, as values "N text" ...
//   pictures     the pictures, as values "N name"
//   axis N       the question of picture N
//   curves N     its answer
// Standard input holds a length and that many bytes. Results are one record on descriptor 3: the judge's
// nonce (TT_NONCE), the length, the bytes, the nonce again.
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

#include "autograder/probe/probe.h"
#include "tinytensor/kernels/parallel.h"

using namespace tt::probe;

namespace {

constexpr int record_descriptor = 3;
enum Exit { done = 0, failed = 70, not_written = 71 };

std::string nonce;

void read_exactly(char* to, std::size_t size) {
  for (ssize_t n; size > 0; to += n, size -= static_cast<std::size_t>(n))
    if ((n = read(STDIN_FILENO, to, size)) <= 0) throw tt::Error("probe: the input is cut off");
}

std::string read_input() {
  std::uint64_t length = 0;
  read_exactly(reinterpret_cast<char*>(&length), sizeof length);
  std::string bytes(length, '\0');
  read_exactly(bytes.data(), bytes.size());
  return bytes;
}

bool write_all(const std::string& bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const ssize_t n = write(record_descriptor, bytes.data() + at, bytes.size() - at);
    if (n <= 0) return false;
    at += static_cast<std::size_t>(n);
  }
  return true;
}

int answer_with(const Values& values) {
  const std::string bytes = values.to_bytes();
  const std::uint64_t length = bytes.size();
  const std::string head(reinterpret_cast<const char*>(&length), sizeof length);
  return write_all(nonce + head + bytes + nonce) ? done : failed;
}

Values list(const std::vector<Case>& all) {
  Values values;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string number = std::to_string(i);
    values.put(number + " name", all[i].name);
    values.put(number + " part", all[i].part);
    values.put(number + " tolerance", all[i].tolerance);
    values.put(number + " faster", all[i].faster);
  }
  return values;
}

Values measure(const Case& c, std::string_view bytes) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) throw tt::Error("probe: cut off");
  std::memcpy(&length, bytes.data(), sizeof length);
  bytes.remove_prefix(sizeof length);
  if (length > bytes.size()) throw tt::Error("probe: cut off");
  const Values in = Values::from_bytes(bytes.substr(0, length)),
               out = Values::from_bytes(bytes.substr(length));
  Values values;
  int number = 0;
  if (c.promises)
    for (const Promise& p : c.promises(in, out)) {
      const std::string n = std::to_string(number++);
      values.put(n + " text", p.text);
      values.put(n + " bound", p.bound);
      values.put(n + " measured", p.measured);
    }
  return values;
}

// Answers whatever is asked of a picture.
Values picture_of(const std::string& what, const char* which) {
  const std::vector<Picture> all = pictures();
  Values values;
  if (what == "pictures") {
    for (std::size_t i = 0; i < all.size(); ++i) values.put(std::to_string(i) + " name", all[i].name);
    return values;
  }
  const std::size_t number = std::strtoul(which, nullptr, 10);
  if (number >= all.size()) throw tt::Error("probe: there is no such picture");
  if (what == "axis") {
    all[number].draw(values);
  } else {
    Values in = Values::from_bytes(read_input());
    all[number].run(in, values);
  }
  return values;
}

void repeat(Values& in, int times) {
  in.remove("repeats");
  in.put("repeats", times);
}

Values result_of(int argc, char** argv) {
  const std::vector<Case> all = cases();
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "pictures" || what == "axis" || what == "curves")
    return picture_of(what, argc > 2 ? argv[2] : "");
  if (what == "list") return list(all);
  const std::size_t number = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : all.size();
  if (number >= all.size()) throw tt::Error("probe: there is no such case");
  const Case& c = all[number];
  Values values;
  if (what == "draw") {
    tt::Rng rng(argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 0);
    c.draw(rng, values);
  } else if (what == "run") {
    Values in = Values::from_bytes(read_input());
    answer(values, "the case", [&] { c.run(in, values); });
  } else if (what == "plain" && c.plain) {
    Values in = Values::from_bytes(read_input());
    repeat(in, in.integer("repeats") / plain_share);
    answer(values, "the case", [&] { c.plain(in, values); });
  } else if (what == "idle" && c.plain) {
    Values in = Values::from_bytes(read_input());
    repeat(in, 0);
    c.plain(in, values);
  } else if (what == "measure") {
    return measure(c, read_input());
  } else {
    throw tt::Error("probe: there is no " + what);
  }
  return values;
}

}  // namespace

void tt::probe::weigh() {
#ifdef __GLIBC__
  malloc_trim(0);  // freed memory is no longer held
#endif
  char go = 0;
  if (write_all(nonce + "pause" + nonce)) read_exactly(&go, 1);
}

int main(int argc, char** argv) {
  const char* given = std::getenv("TT_NONCE");
  nonce = given ? given : "";
  unsetenv("TT_NONCE");
  tt::set_threads(1);  // a student's process may start no thread, and both must do the same
  try {
    return answer_with(result_of(argc, argv));
  } catch (const tt::NotImplemented& part) {
    std::fprintf(stderr, "%s\n", part.what());
    return not_written;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return failed;
  }
}
