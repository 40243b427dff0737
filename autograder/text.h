#pragma once
// Text that came from a student or out of a file, made safe to show.
#include <cstdint>
#include <string>
#include <string_view>

namespace tt::autograder {

// Takes one character of UTF-8 off the front of a text that is not empty; no_character, and nothing is taken,
// where its shortest form is broken.
constexpr std::uint32_t no_character = 0xffffffff;
std::uint32_t take_character(std::string_view& text);

// Whether it has no width, turns the direction of reading, is a tag, or is a space that is not the space.
bool hides(std::uint32_t character);

// For any report: control characters, what hides, and what is not UTF-8 as \xNN; lines and tabs stay. Cut at
// `most` bytes.
std::string harmless(std::string_view text, std::size_t most = 4000);

// Its first lines, harmless, each with the prefix before it.
std::string indented(std::string_view text, const std::string& prefix, int most);

// For a message: one line of ASCII, cut at a length; what is not ASCII as \xNN.
std::string one_line(std::string_view text, std::size_t most = 60);

// Without these characters at both ends.
std::string trimmed(const std::string& text, const char* characters = " \t\r");

// As XML and HTML take it, in attributes too.
std::string escape_xml(std::string_view text);

}  // namespace tt::autograder
