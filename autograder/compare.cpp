#include "autograder/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tt::autograder {

namespace {

using probe::Values;
constexpr std::size_t names_shown = 3, inputs_shown = 5;

bool same(double right, double got, double allowed) {
  if (std::isnan(right) || std::isnan(got)) return std::isnan(right) && std::isnan(got);
  if (std::isinf(right) || std::isinf(got)) return right == got;  // a share of infinity bounds nothing
  return right == got || std::fabs(right - got) <= allowed;
}

// "[3]: expected 17, got 16 (12 of 200 differ, by at most 1)"; of a sequence also the place and the length.
struct Difference {
  std::string text = {};
  std::size_t at = 0, size = 0;
};

template <class T>
Difference difference(const std::vector<T>& right, const std::vector<T>& got, double tolerance) {
  if (right.size() != got.size())
    return {fmt::format(": expected {} values, got {}", right.size(), got.size())};
  double largest = 0;
  for (T value : right)
    if (std::isfinite(static_cast<double>(value)))
      largest = std::max(largest, std::fabs(static_cast<double>(value)));
  std::size_t first = right.size(), count = 0;
  double most = 0;
  for (std::size_t i = 0; i < right.size(); ++i) {
    const auto a = static_cast<double>(right[i]), b = static_cast<double>(got[i]);
    if (same(a, b, tolerance * largest)) continue;
    if (count++ == 0) first = i;
    most = std::max(most, std::isfinite(a - b) ? std::fabs(a - b) : INFINITY);
  }
  if (count == 0) return {};
  const std::string by_most = std::isfinite(most) ? fmt::format(", by at most {:.6g}", most) : "";
  return {fmt::format("[{}]: expected {}, got {} ({} of {} differ{})", first, right[first], got[first], count,
                      right.size(), by_most),
          first, right.size()};
}

Difference difference(const Values::Value& right, const Values::Value& got, double tolerance) {
  if (right.index() != got.index()) return {": wrong kind of value"};
  if (const auto* number = std::get_if<double>(&right)) {
    const double other = std::get<double>(got);
    if (same(*number, other, tolerance * std::fabs(*number))) return {};
    return {fmt::format(": expected {}, got {}", *number, other)};
  }
  if (const auto* text = std::get_if<std::string>(&right)) {
    const std::string& other = std::get<std::string>(got);
    return *text == other ? Difference{}
                          : Difference{fmt::format(": expected {}, got {}", *text, other.substr(0, 200))};
  }
  if (const auto* floats = std::get_if<std::vector<float>>(&right))
    return difference(*floats, std::get<std::vector<float>>(got), tolerance);
  return difference(std::get<std::vector<std::int64_t>>(right), std::get<std::vector<std::int64_t>>(got),
                    tolerance);
}

// "x[3] = 0.25" for a sequence as long as the one that differs; for others the first few.
template <class T>
std::string input(const std::string& name, const std::vector<T>& values, const Difference& where) {
  if (values.size() == where.size && where.at < values.size())
    return fmt::format("{}[{}] = {}", name, where.at, values[where.at]);
  const auto shown = std::min<std::ptrdiff_t>(4, std::ssize(values));
  return fmt::format("{} = [{}{}]", name, fmt::join(values.begin(), values.begin() + shown, ", "),
                     std::ssize(values) > shown ? ", ..." : "");
}

// What was asked, as far as it helps to see why: names that begin with a dot are for the probe alone.
std::string inputs(const Values& question, const Difference& where) {
  std::vector<std::string> all;
  for (const auto& [name, value] : question.all()) {
    if (name.starts_with('.')) continue;
    if (const auto* number = std::get_if<double>(&value))
      all.push_back(fmt::format("{} = {:.6g}", name, *number));
    if (const auto* floats = std::get_if<std::vector<float>>(&value))
      all.push_back(input(name, *floats, where));
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value))
      all.push_back(input(name, *integers, where));
  }
  const std::size_t shown = std::min(all.size(), inputs_shown);
  if (all.empty()) return "";
  return fmt::format("with {}{}",
                     fmt::join(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                     all.size() > shown ? ", ..." : "");
}

// The text of the error that took the place of this value, or of the whole case.
std::string error_at(const std::string& name, const std::map<std::string, std::string>& said) {
  constexpr std::size_t longest = 200;
  const std::size_t throws = name.rfind(" throws");
  auto found = said.find(name.substr(0, throws));
  if (found == said.end()) found = said.find("the case");
  std::string text = found == said.end() ? "" : found->second.substr(0, longest);
  std::ranges::replace(text, '\n', ' ');  // no line of it may look like one of the verdict's
  return text;
}

}  // namespace

std::vector<std::string> differences(const Values& question, const Values& right, const Values& got,
                                     double tolerance, const std::map<std::string, std::string>& said) {
  std::vector<std::string> lines;
  std::size_t wrong = 0;
  std::string told;
  Difference where;
  for (const auto& [name, value] : right.all()) {
    const Values::Value* other = got.find(name);
    const Difference what = other ? difference(value, *other, tolerance) : Difference{": no answer"};
    if (what.text.empty()) continue;
    if (wrong++ == 0) where = what;
    if (wrong > names_shown) continue;
    lines.push_back(name + what.text);
    const std::string error = error_at(name, said);
    if (!error.empty() && error != told) lines.push_back("the error says: " + error);
    told = error;
  }
  if (got.all().size() > right.all().size() && wrong == 0)
    lines.emplace_back("more answers than the reference"), ++wrong;
  if (wrong > names_shown) lines.push_back(fmt::format("and {} more like these", wrong - names_shown));
  if (wrong == 0) return lines;
  if (const std::string asked = inputs(question, where); !asked.empty()) lines.push_back(asked);
  return lines;
}

bool same_form(const Values& right, const Values& got) {
  const auto size = [](const Values::Value& value) {
    if (const auto* floats = std::get_if<std::vector<float>>(&value)) return floats->size();
    if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value)) return integers->size();
    return std::size_t{1};
  };
  return right.all().size() == got.all().size() && std::ranges::all_of(right.all(), [&](const auto& named) {
           const Values::Value* other = got.find(named.first);
           return other && other->index() == named.second.index() && size(*other) == size(named.second);
         });
}

}  // namespace tt::autograder
