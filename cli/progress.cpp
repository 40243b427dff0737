#include "cli/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "cli/general.h"

namespace tt::cli {

// The terminal's width; a longer line could not be drawn over.
static int columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

Progress::Progress(std::string label, std::int64_t total, std::string unit)
    : label_(std::move(label)), unit_(std::move(unit)), total_(std::max<std::int64_t>(total, 1)) {
  const char* kind = std::getenv("TERM");
  terminal_ = isatty(STDERR_FILENO) && kind && std::string(kind) != "dumb";
}

void Progress::update(std::int64_t done, const std::string& more) {
  const Clock::time_point now = Clock::now();
  if (!terminal_ || now - drawn_ < std::chrono::milliseconds(150)) return;
  drawn_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count(),
               share = static_cast<double>(done) / static_cast<double>(total_);
  const double rate = static_cast<double>(done) / std::max(seconds, 1e-9);
  constexpr int width = 24;
  const int filled = std::clamp(static_cast<int>(share * width), 0, width);
  const std::string bar = std::string(static_cast<std::size_t>(filled), '=') +
                          std::string(static_cast<std::size_t>(width - filled), ' ');
  const std::string line =
      fmt::format("{} [{}] {:3.0f} %  {} {}/s  {} left{}", label_, bar, 100 * share,
                  with_commas(static_cast<std::int64_t>(rate)), unit_,
                  duration(done > 0 ? seconds * (1 - share) / share : 0), more.empty() ? "" : "  " + more);
  fmt::print(stderr, "\r\033[K{:.{}}", line, columns() - 1);
  std::fflush(stderr);
  visible_ = true;
}

void Progress::clear() {
  if (visible_) fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  visible_ = false;
}

}  // namespace tt::cli
