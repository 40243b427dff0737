#include "tinytensor/io/graph_picture.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "tinytensor/io/file.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

// How many bytes the UTF-8 character at text[i] has, or 0 if there is none that XML would accept.
static std::size_t character_bytes(const std::string& text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return k < text.size() ? static_cast<unsigned char>(text[k]) : 0u; };
  const unsigned first = byte(i);
  if (first < 0x80) return first >= 0x20 && first != 0x7f;
  const std::size_t bytes = first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
  std::uint32_t code = first & (0x7fu >> bytes);
  for (std::size_t k = 1; k < bytes; ++k) {
    if (byte(i + k) >> 6 != 2) return 0;
    code = code << 6 | (byte(i + k) & 0x3f);
  }
  const bool shortest = bytes == 2   ? code >= 0x80
                        : bytes == 3 ? code >= 0x800
                                     : code >= 0x10000 && code <= 0x10ffff;
  const bool allowed = code >= 0xa0 && !(code >= 0xd800 && code < 0xe000) && (code & 0xfffe) != 0xfffe;
  return bytes && shortest && allowed ? bytes : 0;
}

static std::string safe(const std::string& text) {
  constexpr int longest = 60;
  std::string result;
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    if (count == longest) return result + "…";
    const std::size_t bytes = character_bytes(text, i);
    result += bytes ? text.substr(i, bytes) : "?";
    i += std::max<std::size_t>(bytes, 1);
  }
  return result;
}

int Picture::add(Kind kind, const std::string& name, const std::string& title, const std::string& detail) {
  boxes.push_back({kind, safe(name), safe(title), safe(detail)});
  return static_cast<int>(boxes.size()) - 1;
}

void Picture::connect(int from, int to, const std::string& label) {
  arrows.push_back({from, to, safe(label)});
}

static double characters(const std::string& text) {
  return static_cast<double>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

// No font is consulted, so that a picture has the same size everywhere: a wide average character is assumed.
Size box_size(const Picture::Box& box) {
  const double title = 8.0 * characters(box.title) + (box.name.empty() ? 0 : 7 * characters(box.name) + 8);
  return {std::max({title, 6.4 * characters(box.detail), 34.0}) + 26, box.detail.empty() ? 30.0 : 46.0};
}

Size label_size(const std::string& label) { return {6.2 * characters(label) + 10, 16}; }

void require_picture_path(const std::string& op, const std::string& path) {
  if (path.ends_with(".svg") || path.ends_with(".dot")) return;
  throw ValueError(op + ": the path must end in .svg or .dot: " + path);
}

void write_picture(const Picture& picture, const std::string& path) {
  const std::string text = path.ends_with(".svg") ? svg_text(picture, lay_out(picture)) : dot_text(picture);
  write_file(path, {std::as_bytes(std::span(text))});
}

}  // namespace tt::io
