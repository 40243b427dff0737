#include <fmt/format.h>

#include <iterator>

#include "tinytensor/io/graph_picture.h"

namespace tt::io {

namespace {

// Colours for light and dark pages; the background is the page's.
constexpr const char* style = R"(<style>
  text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; text-anchor: middle; fill: #1c2430 }
  .title { font-size: 13px; font-weight: 600 }
  .name { font-weight: 400; font-size: 11px; fill: #6d7889 }
  .detail { font-size: 11px; fill: #48525f }
  .label { font-size: 10.5px; fill: #6d7889 }
  .arrow { fill: none; stroke: #8e98a8; stroke-width: 1.3 }
  .head { fill: #8e98a8 }
  rect { stroke-width: 1.2 }
  .data { fill: #eef0f4; stroke: #8e98a8 }
  .parameters { fill: #dbe8fd; stroke: #3f7fe0 }
  .op { fill: #fdf1d3; stroke: #d19a1a }
  .result { fill: #d9f2e1; stroke: #2f9e5b }
  @media (prefers-color-scheme: dark) {
    text { fill: #e8ecf2 }
    .detail { fill: #c3ccd8 }
    .name, .label { fill: #9aa6b6 }
    .data { fill: #2a303a; stroke: #77839a }
    .parameters { fill: #1a3358; stroke: #5f9bf5 }
    .op { fill: #3d3213; stroke: #d3a437 }
    .result { fill: #15392a; stroke: #46b87a }
  }
</style>
)";

std::string escaped(const std::string& text) {
  std::string result;
  for (char c : text)
    result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return result;
}

std::string text_at(const char* kind, double x, double y, const std::string& content) {
  return fmt::format("<text class='{}' x='{:.1f}' y='{:.1f}'>{}</text>\n", kind, x, y, content);
}

std::string box_text(const Picture::Box& box, Point centre) {
  constexpr const char* kinds[] = {"data", "parameters", "op", "result"};
  const auto [width, height] = box_size(box);
  const double radius = box.kind == Picture::Kind::data ? height / 2 : 7;
  std::string text = fmt::format(
      "<rect class='{}' x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' rx='{:.1f}'/>\n",
      kinds[static_cast<int>(box.kind)], centre.x - width / 2, centre.y - height / 2, width, height, radius);
  const std::string name =
      box.name.empty() ? "" : fmt::format("<tspan class='name'>{}</tspan>  ", escaped(box.name));
  const bool two_lines = !box.detail.empty();
  text += text_at("title", centre.x, centre.y + (two_lines ? -3.5 : 4.5), name + escaped(box.title));
  if (two_lines) text += text_at("detail", centre.x, centre.y + 13, escaped(box.detail));
  return text;
}

// points: a start, three for each Bezier piece, the tip.
std::string arrow_text(const std::vector<Point>& points) {
  if (points.size() < 2) return "";
  std::string path = fmt::format("M{:.1f},{:.1f}C", points[0].x, points[0].y);
  for (std::size_t i = 1; i + 1 < points.size(); ++i)
    path += fmt::format(" {:.1f},{:.1f}", points[i].x, points[i].y);
  path += fmt::format("L{:.1f},{:.1f}", points.back().x, points.back().y);
  return fmt::format("<path class='arrow' marker-end='url(#head)' d='{}'/>\n", path);
}

}  // namespace

std::string svg_text(const Picture& picture, const Layout& layout) {
  constexpr double margin = 8;
  const double width = layout.size.width + 2 * margin, height = layout.size.height + 2 * margin;
  std::string text = fmt::format(
      "<svg xmlns='http://www.w3.org/2000/svg' width='{0:.0f}' height='{1:.0f}' viewBox='{2} {2} {0:.0f} "
      "{1:.0f}'>\n",
      width, height, -margin);
  text += style;
  text +=
      "<defs><marker id='head' viewBox='0 0 10 10' refX='10' refY='5' markerWidth='7' markerHeight='7'"
      " orient='auto'><path class='head' d='M0,1 L10,5 L0,9 z'/></marker></defs>\n";
  for (const auto& arrow : layout.arrows) text += arrow_text(arrow);
  for (std::size_t i = 0; i < picture.boxes.size(); ++i) text += box_text(picture.boxes[i], layout.boxes[i]);
  for (std::size_t i = 0; i < picture.arrows.size(); ++i) {
    const std::string& label = picture.arrows[i].label;
    if (!label.empty())
      text += text_at("label", layout.labels[i].x, layout.labels[i].y + 3.5, escaped(label));
  }
  return text + "</svg>\n";
}

}  // namespace tt::io
