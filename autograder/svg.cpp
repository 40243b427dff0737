#include "autograder/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "autograder/text.h"

namespace tt::autograder {

namespace {

constexpr double page = 760, border = 14, gap = 20, title_height = 32, panel_height = 214;
constexpr double above = 26, below = 40, left = 52, right_of = 10;  // of the axes, inside a panel

constexpr const char* style = R"(<style>
.page{fill:#fff}.t{font:12px system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#57606a}
.h{font-size:13px;font-weight:600;fill:#24292f}.b{font-size:15px}.m{fill:#24292f;stroke:#fff;stroke-width:3px;paint-order:stroke}.e{text-anchor:end}.c{text-anchor:middle}
.grid{stroke:#d8dee4;fill:none}.ref{stroke:#8c959f;fill:none;stroke-width:3}.you{stroke:#0969da;fill:none;stroke-width:1.6}
.rbar{fill:#b6bfc8}.ybar{fill:#0969da}.rdot{fill:#8c959f}.ydot{fill:#0969da}.off{fill:#cf222e;fill-opacity:.18}
.mark{stroke:#57606a;stroke-dasharray:4 3;fill:none}.ymark{stroke:#0969da;stroke-dasharray:4 3;fill:none}
@media (prefers-color-scheme:dark){.page{fill:#0d1117}.t{fill:#9198a1}.h,.m{fill:#e6edf3}.grid{stroke:#30363d}
.ref{stroke:#7d8590}.rdot{fill:#7d8590}.rbar{fill:#484f58}.you,.ymark{stroke:#58a6ff}.ydot,.ybar{fill:#58a6ff}
.m{stroke:#0d1117}.off{fill:#ff7b72;fill-opacity:.25}.mark{stroke:#9198a1}}
</style>
)";

void text(std::string& out, double x, double y, const char* kind, const std::string& words) {
  out += fmt::format("<text class=\"t {}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", kind, x, y,
                     escape_xml(words));
}

void line(std::string& out, const char* kind, double x1, double y1, double x2, double y2) {
  out += fmt::format("<path class=\"{}\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"/>\n", kind, x1, y1, x2, y2);
}

void rectangle(std::string& out, const char* kind, double x, double y, double width, double height) {
  out += fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n",
                     kind, x, y, width, height);
}

// One panel, drawn where it stands on the page.
class Painter {
 public:
  Painter(const Panel& panel, double x, double y, double width)
      : panel_(panel), x_(x + left), y_(y + above), width_(width - left - right_of) {}

  std::string drawn() {
    axes();
    differences();
    const bool both = panel_.both();
    if (panel_.bars) {
      bars(panel_.right, both ? "rbar" : "ybar", both ? 0.92 : 0.8);
      if (both) bars(panel_.yours, "ybar", 0.5);
    } else {
      curve(panel_.right, both ? "ref" : "you", both ? "rdot" : "ydot", both ? 4 : 3);
      if (both) curve(panel_.yours, "you", "ydot", 2.5);
      marks();
    }
    return out_;
  }

 private:
  double at_x(double value) const { return x_ + width_ * panel_.x_axis.share(value); }
  double at_y(double value) const { return y_ + height * (1 - panel_.y_axis.share(value)); }

  void axes() {
    text(out_, x_ - left + 2, y_ - 10, "h", panel_.title);
    if (panel_.differing() > 0)
      text(out_, x_ + width_, y_ + height + 33, "e m",
           fmt::format("{} of {} differ", panel_.differing(), panel_.x.size()));
    for (double tick : panel_.y_axis.ticks(6)) {
      line(out_, "grid", x_, at_y(tick), x_ + width_, at_y(tick));
      text(out_, x_ - 6, at_y(tick) + 4, "e", number_text(tick));
    }
    for (double tick : panel_.x_axis.ticks(width_ > 400 ? 14 : 6)) {
      if (panel_.bars && tick != std::round(tick)) continue;  // between two codes
      line(out_, "grid", at_x(tick), y_ + height, at_x(tick), y_ + height + 4);
      text(out_, at_x(tick), y_ + height + 17, "c", number_text(tick));
    }
    line(out_, "grid", x_, y_ + height, x_ + width_, y_ + height);
    text(out_, x_ + width_ / 2, y_ + height + 33, "c", panel_.x_name);
  }

  // A band over each run of places where the two differ, extended by half a step at either end.
  void differences() {
    const std::size_t n = panel_.x.size();
    const double half = n > 1 ? (at_x(panel_.x[1]) - at_x(panel_.x[0])) / 2 : 1;
    for (std::size_t i = 0; i < n;) {
      if (!panel_.differs(i)) {
        ++i;
        continue;
      }
      const std::size_t first = i;
      while (i < n && panel_.differs(i)) ++i;
      const double from = std::max(x_, at_x(panel_.x[first]) - half),
                   to = std::min(x_ + width_, at_x(panel_.x[i - 1]) + half);
      rectangle(out_, "off", from, y_, std::max(to - from, 1.0), height);
    }
  }

  void bars(const std::vector<double>& values, const char* kind, double share) {
    const double step = panel_.x.size() > 1 ? at_x(panel_.x[1]) - at_x(panel_.x[0]) : width_ / 4;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (values[i] > 0)
        rectangle(out_, kind, at_x(panel_.x[i]) - step * share / 2, at_y(values[i]), step * share,
                  y_ + height - at_y(values[i]));
  }

  void curve(const std::vector<double>& values, const char* kind, const char* dot, double radius) {
    std::string path;
    bool down = false;  // the pen; lifted where there is no number
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!std::isfinite(values[i])) {
        down = false;
        continue;
      }
      const bool flat =
          down && i + 1 < values.size() && values[i] == values[i - 1] && values[i] == values[i + 1];
      if (!flat) path += fmt::format("{}{:.1f} {:.1f}", down ? "L" : "M", at_x(panel_.x[i]), at_y(values[i]));
      down = true;
    }
    if (!path.empty()) out_ += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", kind, path);
    if (values.size() > few_places) return;
    for (std::size_t i = 0; i < values.size(); ++i)
      if (std::isfinite(values[i]))
        out_ += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\"/>\n", dot,
                            at_x(panel_.x[i]), at_y(values[i]), radius);
  }

  // Dashed lines, each name lower than the one before, on the side with room.
  void marks() {
    std::vector<Mark> sorted = panel_.marks;
    std::ranges::sort(sorted, {}, &Mark::right);
    double y = y_ + 12;
    for (const Mark& mark : sorted) {
      if (mark.yours && std::isfinite(*mark.yours))
        line(out_, "ymark", at_x(*mark.yours), y_, at_x(*mark.yours), y_ + height);
      line(out_, "mark", at_x(mark.right), y_, at_x(mark.right), y_ + height);
      const bool room = at_x(mark.right) < x_ + 0.75 * width_;
      text(out_, at_x(mark.right) + (room ? 5 : -5), y, room ? "m" : "m e", mark.name);
      y += 15;
    }
  }

  static constexpr double height = panel_height - above - below;
  const Panel& panel_;
  double x_, y_, width_;  // of the axes
  std::string out_;
};

// An odd number of panels begins with one as wide as the page.
std::string draw(const Drawing& drawing, double& y) {
  std::string out;
  if (!drawing.title.empty()) text(out, border, y + 20, "h b", drawing.title), y += title_height;
  const double wide = page - 2 * border, half = (wide - gap) / 2;
  bool second = false;
  for (std::size_t i = 0; i < drawing.panels.size(); ++i) {
    const bool alone = i == 0 && drawing.panels.size() % 2 == 1;
    const double x = border + (second ? half + gap : 0);
    out += Painter(drawing.panels[i], x, y, alone ? wide : half).drawn();
    if (alone || second) y += panel_height;
    second = !alone && !second;
  }
  return out;
}

}  // namespace

std::string svg(const std::vector<Drawing>& drawings) {
  double y = border / 2;
  std::string inside;
  for (const Drawing& drawing : drawings) inside += draw(drawing, y);
  y += border / 2;
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
             "{1}\">\n",
             page, y) +
         style + fmt::format("<rect class=\"page\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n", page, y) +
         inside + "</svg>\n";
}

bool same_drawing(const std::string& a, const std::string& b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  const char *at = a.c_str(), *other = b.c_str();
  while (*at != '\0') {
    if (digit(*at) && digit(*other)) {
      char *end = nullptr, *other_end = nullptr;
      if (std::fabs(std::strtod(at, &end) - std::strtod(other, &other_end)) > 0.11) return false;
      at = end;
      other = other_end;
    } else if (*at++ != *other++) {
      return false;
    }
  }
  return *other == '\0';
}

}  // namespace tt::autograder
