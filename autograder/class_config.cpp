#include "autograder/class_config.h"

#include <cmath>

#include "autograder/files.h"
#include "autograder/text.h"
#include "autograder/toml_table.h"
#include "tinytensor/tensor/error.h"

namespace tt::autograder {

namespace {

constexpr double day = 86400;

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

ClassConfig load_class(const std::string& file, const std::vector<Lab>& labs) {
  const toml::table root = read_toml(file);
  const Table t(root, file);
  t.only({"title", "seed", "late", "labs"});
  ClassConfig config;
  config.text = read_file(file);
  config.title = t.get<std::string>("title", config.title);
  if (root.contains("seed"))
    config.seed = static_cast<std::uint64_t>(
        t.within<std::int64_t>(0, std::int64_t{1} << 62, "seed", t.get<std::int64_t>("seed")));
  if (const auto late = t.table("late")) {
    const Table& l = *late;
    l.only({"grace_minutes", "percent_per_day", "days"});
    config.grace_minutes = l.within(0.0, 1e6, "grace_minutes", l.get<double>("grace_minutes", 0));
    config.percent_per_day = l.within(0.0, 100.0, "percent_per_day", l.get<double>("percent_per_day", 0));
    config.most_days = l.within(0, 10000, "days", l.get<int>("days", config.most_days));
  }
  for (const Table& entry : t.tables("labs")) {
    entry.only({"lab", "points", "due", "extra_credit", "hidden"});
    const auto name = entry.get<std::string>("lab");
    if (std::ranges::find(labs, name, &Lab::name) == labs.end())
      throw Error(entry.where() + ": there is no lab " + one_line(name) + "; their names are like " +
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
      throw Error(entry.where() + ": lab " + name + " is listed twice");
  }
  return config;
}

}  // namespace tt::autograder
