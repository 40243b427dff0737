#pragma once
// Text that came from a student or out of a file, made safe to show.
#include <cstdint>
#include <string>
#include <string_view>

namespace tt::autograder {

// Takes one UTF-8 character off the front of a non-empty text. If its bytes are not valid UTF-8 in the
// shortest form, takes nothing and returns no_character.
constexpr std::uint32_t no_character = 0xffffffff;
std::uint32_t take_character(std::string_view& text);

// Whether it has no width, changes the reading direction, is a tag, or is a space other than U+0020.
bool hides(std::uint32_t character);

// For any report: control characters, what hides, and what is not UTF-8 become \xNN; newlines and tabs stay.
// Cut at `most` bytes.
std::string harmless(std::string_view text, std::size_t most = 4000);

// The first `most` lines, harmless, each after the prefix.
std::string indented(std::string_view text, const std::string& prefix, int most);

// For a message: one line of ASCII, cut at a length; what is not ASCII becomes \xNN.
std::string one_line(std::string_view text, std::size_t most = 60);

// Without these characters at both ends.
std::string trimmed(const std::string& text, const char* characters = " \t\r");

// Escaped for XML and HTML, in attributes too.
std::string escape_xml(std::string_view text);

}  // namespace tt::autograder
