#pragma once
#include <optional>
#include <string>

namespace tt::autograder {

// What a probe wrote is believed when it is one record and nothing else: the nonce, the length of the bytes
// as 8 of them, lowest first, the bytes, the nonce. The bytes, or nothing.
std::optional<std::string> only_record(const std::string& written, const std::string& nonce);

}  // namespace tt::autograder
