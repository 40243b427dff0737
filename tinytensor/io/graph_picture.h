#pragma once
#include <string>
#include <vector>

namespace tt::io {

// A picture before layout: boxes and arrows.
struct Picture {
  enum class Kind { data, parameters, op, result };
  struct Box {
    Kind kind;
    std::string name;  // small, before the title; may be empty
    std::string title;
    std::string detail;  // the second line; may be empty
  };
  struct Arrow {
    int from, to;  // indices into boxes
    std::string label;
  };
  std::vector<Box> boxes;
  std::vector<Arrow> arrows;

  // Returns the new box's index. Texts are made safe: valid UTF-8, one line, cut when long.
  int add(Kind kind, const std::string& name, const std::string& title, const std::string& detail);
  void connect(int from, int to, const std::string& label);
};

struct Point {
  double x, y;
};
struct Size {
  double width, height;
};

// Where everything goes, in points, y downwards.
struct Layout {
  Size size;
  std::vector<Point> boxes;                // their centres
  std::vector<std::vector<Point>> arrows;  // a start, three points for each Bezier piece, and the tip
  std::vector<Point> labels;               // of the arrows: their centres
};

Size box_size(const Picture::Box& box);
Size label_size(const std::string& label);

// With Graphviz (graph_cgraph.cpp), or without (graph_absent.cpp).
Layout lay_out(const Picture& picture);
std::string dot_text(const Picture& picture);

std::string svg_text(const Picture& picture, const Layout& layout);

// Throws ValueError unless path ends in .svg or .dot.
void require_picture_path(const std::string& op, const std::string& path);
void write_picture(const Picture& picture, const std::string& path);

}  // namespace tt::io
