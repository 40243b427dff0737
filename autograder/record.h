#pragma once
#include <optional>
#include <string>

namespace tt::autograder {

// The bytes in what a probe wrote; nothing unless it is one record and nothing else: the nonce, the number of
// bytes (8 bytes, lowest first), the bytes, the nonce.
std::optional<std::string> only_record(const std::string& written, const std::string& nonce);

}  // namespace tt::autograder
