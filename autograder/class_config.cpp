#include "autograder/class_config.h"

#include <chrono>
#include <cmath>
#include <ctime>
#include <sstream>

#include "autograder/files.h"
#include "autograder/text.h"
#include "autograder/toml_table.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

constexpr double day = 86400;

std::int64_t seconds_of(const toml::date_time& t) {
  using namespace std::chrono;
  const sys_days date = year{t.date.year} / month{t.date.month} / t.date.day;
  const int offset = t.offset ? t.offset->minutes : 0;
  return duration_cast<seconds>(date.time_since_epoch()).count() + t.time.hour * 3600 +
         (t.time.minute - offset) * 60 + t.time.second;
}

}  // namespace

const LabPolicy& ClassConfig::policy(const Lab& lab) const {
  static const LabPolicy none;
  const auto found = labs.find(lab.name);
  return found == labs.end() ? none : found->second;
}

double ClassConfig::late_factor(const Lab& lab, std::int64_t submitted) const {
  const auto due = policy(lab).due;
  if (!due || submitted == 0) return 1;
  const double late = static_cast<double>(submitted - *due) - grace_minutes * 60;
  if (late <= 0) return 1;
  const double days = std::ceil(late / day);
  return days > most_days ? 0 : std::max(0.0, 1 - days * percent_per_day / 100);
}

std::int64_t parse_time(const std::string& text) {
  try {
    const toml::table parsed = toml::parse("t = " + text);
    if (const auto time = parsed["t"].value<toml::date_time>(); time && time->offset)
      return seconds_of(*time);
  } catch (const toml::parse_error&) {  // said below
  } catch (const Error&) {
  }
  throw Error("\"" + one_line(text) + "\" is no time like 2026-10-01T23:59:00Z");
}

std::string time_text(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts{};
  char text[40];
  if (!gmtime_r(&time, &parts) || std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
    return "";
  return text;
}

std::map<std::string, std::int64_t> read_times(const std::string& file) {
  std::istringstream in(read_file(file));
  std::map<std::string, std::int64_t> times;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    const std::size_t comma = line.rfind(',');
    try {
      if (comma == std::string::npos) throw Error("\"" + one_line(line) + "\" is not NAME,TIME");
      if (!times.emplace(line.substr(0, comma), parse_time(line.substr(comma + 1))).second)
        throw Error(one_line(line.substr(0, comma)) + " stands there twice");
    } catch (const Error& error) {
      throw Error(file + ":" + std::to_string(number) + ": " + error.what());
    }
  }
  if (times.empty()) throw Error(file + " has no lines NAME,TIME");
  return times;
}

ClassConfig load_class(const std::string& file, const std::vector<Lab>& labs) {
  const toml::table root = read_toml(file);
  const Table t(root, file);
  t.only({"title", "seed", "late", "labs"});
  ClassConfig config;
  config.text = read_file(file);
  config.title = t.get<std::string>("title", config.title);
  if (root.contains("seed")) config.seed = static_cast<std::uint64_t>(t.get<std::int64_t>("seed"));
  if (const toml::table* late = root["late"].as_table()) {
    const Table l(*late, file);
    l.only({"grace_minutes", "percent_per_day", "days"});
    config.grace_minutes = l.within(0.0, 1e6, "grace_minutes", l.get<double>("grace_minutes", 0));
    config.percent_per_day = l.get<double>("percent_per_day", 0);
    config.most_days = l.get<int>("days", config.most_days);
    if (!(config.percent_per_day >= 0 && config.percent_per_day <= 100))
      throw Error(l.where() + ": percent_per_day is not from 0 to 100");
  }
  for (const Table& entry : t.tables("labs")) {
    entry.only({"lab", "points", "due", "extra_credit", "hidden"});
    const auto name = entry.get<std::string>("lab");
    if (std::ranges::find(labs, name, &Lab::name) == labs.end())
      throw Error(entry.where() + ": there is no lab " + one_line(name) + "; they are called like " +
                  (labs.empty() ? "01_affine" : labs[0].name));
    LabPolicy policy;
    if (entry.has("points")) policy.points = entry.get<double>("points");
    if (policy.points) entry.within(0.0, 1e6, "points", *policy.points);
    if (entry.has("due")) {
      const auto due = entry.get<toml::date_time>("due");
      if (!due.offset) throw Error(entry.where() + ": due has no offset: end it in Z, or in one like +02:00");
      policy.due = seconds_of(due);
    }
    policy.extra_credit = entry.get<bool>("extra_credit", false);
    if (entry.has("hidden")) policy.hidden = entry.texts("hidden");
    if (!config.labs.emplace(name, std::move(policy)).second)
      throw Error(entry.where() + ": lab " + name + " stands here twice");
  }
  return config;
}

}  // namespace tt::autograder
