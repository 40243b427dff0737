#include <algorithm>
#include <cctype>

#include "modules/quantization/memory_plan.h"
#include "tinytensor/tensor/error.h"

namespace tt::quant {

constexpr std::int64_t kib = 1024, mib = 1024 * kib;

const std::vector<Board>& boards() {
  static const std::vector<Board> all{
      {"Arduino Uno R3", "ATmega328P, 16 MHz", 32 * kib, 2 * kib},
      {"Arduino Nano 33 BLE", "nRF52840, Cortex-M4F, 64 MHz", 1 * mib, 256 * kib},
      {"Raspberry Pi Pico", "RP2040, 2 x Cortex-M0+, 133 MHz", 2 * mib, 264 * kib},
      {"Raspberry Pi Pico 2", "RP2350, 2 x Cortex-M33, 150 MHz", 4 * mib, 520 * kib},
      {"ESP32", "2 x Xtensa LX6, 240 MHz", 4 * mib, 520 * kib},
      {"ESP32-S3", "2 x Xtensa LX7, 240 MHz", 8 * mib, 512 * kib},
      {"STM32F746 Discovery", "Cortex-M7, 216 MHz", 1 * mib, 340 * kib},
      {"STM32L476 Nucleo", "Cortex-M4F, 80 MHz", 1 * mib, 128 * kib},
  };
  return all;
}

static std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

const Board& board_named(const std::string& name) {
  std::string names;
  for (const Board& board : boards()) {
    if (lower(board.name) == lower(name)) return board;
    names += (names.empty() ? "" : ", ") + board.name;
  }
  throw ValueError("board: there is no \"" + name + "\". There are: " + names);
}

static std::string thousands(std::int64_t n) {
  std::string text = std::to_string(n);
  for (int at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string misfit(const MemoryPlan& plan, const Board& board) {
  std::string text;
  const auto check = [&](const char* what, std::int64_t wanted, const char* where, std::int64_t there) {
    if (wanted <= there) return;
    text += (text.empty() ? "" : "; ") + thousands(wanted) + " bytes of " + what + ", " + where + " has " +
            thousands(there);
  };
  check("weights", plan.flash, "flash", board.flash);
  check("arena", plan.arena, "RAM", board.ram);
  return text;
}

}  // namespace tt::quant
