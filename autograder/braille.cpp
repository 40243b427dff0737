#include "autograder/braille.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tt::autograder {

namespace {

constexpr int columns = 64, rows = 9, label = 9;
constexpr int wide = 2 * columns, high = 4 * rows;  // in dots
constexpr const char *grey = "\033[90m", *blue = "\033[94m", *red = "\033[91m", *plain = "\033[0m";

// Which of a character's eight dots are set, for every character.
class Canvas {
 public:
  void set(int x, int y) {  // y points up
    static constexpr int bits[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    const int down = high - 1 - y;
    cells_[down / 4][x / 2] |= bits[down % 4][x % 2];
  }
  // Sets every dot, of a steep line too.
  void line(int x1, int y1, int x2, int y2) {
    const int steps = std::max({std::abs(x2 - x1), std::abs(y2 - y1), 1});
    for (int i = 0; i <= steps; ++i) set(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps);
  }
  int cell(int row, int column) const { return cells_[row][column]; }

 private:
  int cells_[rows][columns] = {};
};

int dot_x(const Panel& panel, double x) { return static_cast<int>(panel.x_axis.share(x) * (wide - 1) + 0.5); }
int dot_y(const Panel& panel, double y) { return static_cast<int>(panel.y_axis.share(y) * (high - 1) + 0.5); }

Canvas draw(const Panel& panel, const std::vector<double>& values) {
  Canvas canvas;
  const double half = panel.x.size() > 1 ? (panel.x[1] - panel.x[0]) * 0.4 : 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) continue;
    const int x = dot_x(panel, panel.x[i]), y = dot_y(panel, values[i]);
    if (panel.bars && values[i] > 0)
      for (int k = dot_x(panel, panel.x[i] - half); k <= dot_x(panel, panel.x[i] + half); ++k)
        canvas.line(k, 0, k, y);
    else if (!panel.bars && i > 0 && std::isfinite(values[i - 1]))
      canvas.line(dot_x(panel, panel.x[i - 1]), dot_y(panel, values[i - 1]), x, y);
    else if (!panel.bars)
      canvas.set(x, y);
  }
  return canvas;
}

std::string character(int dots) {  // U+2800 and the dots, as UTF-8
  return {static_cast<char>(0xe2), static_cast<char>(0xa0 | dots >> 6),
          static_cast<char>(0x80 | (dots & 0x3f))};
}

std::string cell(int right, int yours, bool both, bool colours) {
  if ((right | yours) == 0) return " ";
  if (!colours) return both && yours == 0 ? "." : character(both ? yours : right);
  return (yours != 0 ? blue : grey) + character(yours != 0 ? yours : right) + plain;
}

// ^ below every column in which the two differ.
std::string differing(const Panel& panel, bool colours) {
  std::string signs(columns, ' ');
  for (std::size_t i = 0; i < panel.x.size(); ++i)
    if (panel.differs(i)) signs[static_cast<std::size_t>(dot_x(panel, panel.x[i]) / 2)] = '^';
  signs.erase(signs.find_last_not_of(' ') + 1);
  if (signs.empty()) return "";
  return fmt::format("{:{}} {}{}{}\n", "", label, colours ? red : "", signs, colours ? plain : "");
}

std::string marks(const Panel& panel) {
  std::string lines;
  for (const Mark& mark : panel.marks)
    lines +=
        fmt::format("{:{}} {}: {}{}\n", "", label, mark.name, number_text(mark.yours.value_or(mark.right)),
                    mark.yours ? fmt::format(" (the reference: {})", number_text(mark.right)) : "");
  return lines;
}

}  // namespace

std::string braille(const Panel& panel, bool colours) {
  const Canvas right = draw(panel, panel.right), yours = draw(panel, panel.yours);
  std::string out = fmt::format(
      "{:{}} {}{}\n", "", label, panel.title,
      panel.differing() == 0 ? "" : fmt::format(", {} of {} differ", panel.differing(), panel.x.size()));
  std::string numbers[rows];
  for (double tick : panel.y_axis.ticks(4)) numbers[rows - 1 - dot_y(panel, tick) / 4] = number_text(tick);
  for (int row = 0; row < rows; ++row) {
    std::string line;
    for (int column = 0; column < columns; ++column)
      line += cell(right.cell(row, column), yours.cell(row, column), panel.both(), colours);
    line.erase(line.find_last_not_of(' ') + 1);
    out += fmt::format("{:>{}} {}\n", numbers[row], label, line);
  }
  const std::string low = number_text(panel.x.front()), high_text = number_text(panel.x.back());
  out += differing(panel, colours);
  out += fmt::format("{:{}} {}{:^{}}{}\n", "", label, low, panel.x_name,
                     columns - static_cast<int>(low.size() + high_text.size()), high_text);
  return out + marks(panel);
}

}  // namespace tt::autograder
