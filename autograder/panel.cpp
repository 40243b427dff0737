#include "autograder/panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tinytensor/tensor/error.h"

namespace tt::autograder {

using probe::Values;

namespace {

constexpr double rounding = 1e-6;  // of the largest value: cannot be seen
constexpr double y_margin = 0.06, bar_margin = 0.01;
constexpr std::size_t most_bars = 64;

std::vector<double> numbers(const Values::Value& value) {
  if (const auto* floats = std::get_if<std::vector<float>>(&value)) return {floats->begin(), floats->end()};
  if (const auto* codes = std::get_if<std::vector<std::int64_t>>(&value))
    return {codes->begin(), codes->end()};
  return {};
}

bool is_number(const Values::Value& value) { return std::holds_alternative<double>(value); }
bool is_codes(const Values::Value& value) { return std::holds_alternative<std::vector<std::int64_t>>(value); }

// How many codes fall into each bar; the bars start at low and are `wide` codes wide.
std::vector<double> counts(const std::vector<double>& codes, double low, double wide, std::size_t bars) {
  std::vector<double> all(codes.empty() ? 0 : bars);
  for (double code : codes) {
    const double bar = std::floor((code - low) / wide);
    if (bar >= 0 && bar < static_cast<double>(bars)) ++all[static_cast<std::size_t>(bar)];
  }
  return all;
}

Panel histogram(const Panel& codes) {
  Axis all = axis_around(codes.right);
  for (double code : codes.yours) {  // a wrong code may be anything: at most as wide again
    if (code >= 2 * all.low - all.high - 1) all.low = std::min(all.low, code);
    if (code <= 2 * all.high - all.low + 1) all.high = std::max(all.high, code);
  }
  const double low = std::ceil(all.low), span = std::floor(all.high) - low + 1;
  const double wide = std::ceil(span / static_cast<double>(most_bars));
  const auto bars = static_cast<std::size_t>(std::ceil(span / wide));
  Panel panel{.title = wide == 1 ? "values with each " + codes.title
                                 : fmt::format("values with every {} {}s", wide, codes.title),
              .x_name = codes.title,
              .bars = true};
  for (std::size_t i = 0; i < bars; ++i) panel.x.push_back(low + wide * (static_cast<double>(i) + 0.5) - 0.5);
  panel.right = counts(codes.right, low, wide, bars);
  panel.yours = counts(codes.yours, low, wide, bars);
  panel.x_axis = {low - 0.5 - bar_margin * span, low + span - 0.5 + bar_margin * span};
  std::vector<double> heights = panel.right;
  heights.insert(heights.end(), panel.yours.begin(), panel.yours.end());
  panel.y_axis = {0, 1.08 * std::max(1.0, *std::ranges::max_element(heights))};
  return panel;
}

// Spans the reference's values, and the student's as far as they are near: a wrong one may be anywhere.
Axis around_both(std::vector<double> right, const std::vector<double>& yours) {
  const Axis axis = axis_around(right, y_margin);
  const double width = axis.high - axis.low;
  for (double v : yours)
    if (std::isfinite(v)) right.push_back(std::clamp(v, axis.low - width / 2, axis.high + width / 2));
  return axis_around(right, y_margin);
}

std::string before_colon(const std::string& title) { return title.substr(0, title.find(':')); }

}  // namespace

bool Panel::differs(std::size_t place) const {
  if (place >= yours.size()) return false;
  const double a = right[place], b = yours[place];
  double largest = 0;
  for (double v : right)
    if (std::isfinite(v)) largest = std::max(largest, std::fabs(v));
  return a != b && !(std::isnan(a) && std::isnan(b)) && !(std::fabs(a - b) <= rounding * largest);
}

std::size_t Panel::differing() const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < yours.size(); ++i) count += differs(i) ? 1 : 0;
  return count;
}

std::vector<Panel> panels(const Values& question, const Values& right, const Values* yours) {
  if (question.all().empty()) throw Error("picture: the question has no x axis");
  const auto& [x_name, x_value] = question.all()[0];
  const std::vector<double> x = numbers(x_value);
  std::vector<Panel> all;
  std::vector<Mark> marks;
  struct Together {
    std::vector<double> right, yours;
  };
  std::map<std::string, Together> sharing;  // a y axis
  for (const auto& [name, value] : right.all()) {
    const Values::Value* other = yours ? yours->find(name) : nullptr;
    if (is_number(value)) {
      marks.push_back({name, std::get<double>(value), {}});
      if (other) marks.back().yours = std::get<double>(*other);
      continue;
    }
    Panel panel{.title = name, .x_name = x_name, .x = x, .right = numbers(value)};
    if (other) panel.yours = numbers(*other);
    if (x.size() < 2 || panel.right.size() != x.size())
      throw Error("picture: \"" + name + "\" is not as long as its x axis");
    Together& together = sharing[before_colon(name)];
    together.right.insert(together.right.end(), panel.right.begin(), panel.right.end());
    together.yours.insert(together.yours.end(), panel.yours.begin(), panel.yours.end());
    panel.x_axis = axis_around(x, x.size() <= few_places ? 0.03 : 0);
    all.push_back(panel);
    if (is_codes(value)) all.push_back(histogram(panel));
  }
  for (Panel& panel : all) {
    if (panel.bars) continue;
    panel.marks = marks;
    const Together& together = sharing[before_colon(panel.title)];
    panel.y_axis = around_both(together.right, together.yours);
  }
  return all;
}

}  // namespace tt::autograder
