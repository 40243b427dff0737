#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace tt {

// What is wrong with this by docs/schemas/NAME.schema.json, by a validator that is not ours; "" when nothing
// is, or there is no validator here.
std::string against_schema(const nlohmann::ordered_json& value, const std::string& name);

}  // namespace tt
