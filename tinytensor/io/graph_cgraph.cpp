// The only file that sees Graphviz: cgraph holds the graph and writes DOT, gvc lays it out.
#include <gvc.h>

#include <cstdlib>
#include <memory>

#include "tinytensor/io/graph_picture.h"
#include "tinytensor/tensor/error.h"

namespace tt::io {

namespace {

// Graphviz's functions take their texts as char*, and copy them.
char* c_text(const std::string& text) { return const_cast<char*>(text.c_str()); }

struct Close {
  void operator()(Agraph_t* g) const { agclose(g); }
};
using Graph = std::unique_ptr<Agraph_t, Close>;

Graph open_graph() {
  Graph g(agopen(c_text("tinytensor"), Agdirected, nullptr));
  if (!g) throw IoError("draw: Graphviz could not open a graph");
  return g;
}

template <class Object>
void set(Object* object, const std::string& name, const std::string& value) {
  agsafeset(object, c_text(name), c_text(value), c_text(""));
}

std::string inches(double points) { return std::to_string(points / 72); }

std::vector<Agnode_t*> add_boxes(Agraph_t* g, const Picture& picture) {
  std::vector<Agnode_t*> nodes;
  for (std::size_t i = 0; i < picture.boxes.size(); ++i)
    nodes.push_back(agnode(g, c_text("box" + std::to_string(i)), 1));
  return nodes;
}

std::vector<Agedge_t*> add_arrows(Agraph_t* g, const Picture& picture, const std::vector<Agnode_t*>& nodes) {
  std::vector<Agedge_t*> edges;
  for (const Picture::Arrow& arrow : picture.arrows) {
    Agnode_t *from = nodes[static_cast<std::size_t>(arrow.from)],
             *to = nodes[static_cast<std::size_t>(arrow.to)];
    edges.push_back(agedge(g, from, to, c_text("arrow" + std::to_string(edges.size())), 1));
  }
  return edges;
}

// DOT reads \ as an escape and & as the start of an entity.
std::string dot_escaped(const std::string& text) {
  std::string result;
  for (char c : text) result += c == '\\' ? "\\\\" : c == '&' ? "&amp;" : std::string(1, c);
  return result;
}

// Reads "12.5,80" at text, moves past it and a space, and turns y downwards.
Point read_point(const char*& text, double height) {
  char* end = nullptr;
  const double x = std::strtod(text, &end);
  if (*end == ',') ++end;
  const double y = std::strtod(end, &end);
  while (*end == ' ') ++end;
  text = end;
  return {x, height - y};
}

// "e,x,y x,y x,y ...": the arrow's tip, its start, and the Bezier pieces from the start almost to the tip.
std::vector<Point> read_spline(const char* text, double height) {
  std::vector<Point> points;
  if (text[0] != 'e') return points;
  text += 2;
  const Point tip = read_point(text, height);
  while (*text) points.push_back(read_point(text, height));
  points.push_back(tip);
  return points;
}

// Needs no fonts: boxes already have their sizes, and a label becomes an empty table of the label's size.
void reserve_room(Agraph_t* g, const Picture& picture, const std::vector<Agnode_t*>& nodes,
                  const std::vector<Agedge_t*>& edges) {
  set(g, "nodesep", "0.3");
  set(g, "ranksep", "0.35");
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Size size = box_size(picture.boxes[i]);
    set(nodes[i], "shape", "box");
    set(nodes[i], "label", "");
    set(nodes[i], "fixedsize", "true");
    set(nodes[i], "width", inches(size.width));
    set(nodes[i], "height", inches(size.height));
  }
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (picture.arrows[i].label.empty()) continue;
    const Size size = label_size(picture.arrows[i].label);
    const std::string table = "<TABLE BORDER=\"0\" FIXEDSIZE=\"TRUE\" WIDTH=\"" +
                              std::to_string(int(size.width)) + "\" HEIGHT=\"" +
                              std::to_string(int(size.height)) + "\"><TR><TD></TD></TR></TABLE>";
    set(edges[i], "weight", "8");  // keeps the path of the values straight
    agsafeset(edges[i], c_text("label"), agstrdup_html(g, c_text(table)), c_text(""));
  }
}

// Lives as long as the program: Graphviz never frees the list of its plugins.
GVC_t* context() {
  static GVC_t* const context = (agseterr(AGMAX), gvContext());
  return context;
}

}  // namespace

Layout lay_out(const Picture& picture) {
  const Graph graph = open_graph();
  Agraph_t* g = graph.get();
  const auto nodes = add_boxes(g, picture);
  const auto edges = add_arrows(g, picture, nodes);
  reserve_room(g, picture, nodes, edges);
  if (gvLayout(context(), g, "dot") != 0) throw IoError("draw: Graphviz has no layout engine. Run: dot -c");
  gvRender(context(), g, "dot", nullptr);  // leaves the positions as attributes
  const auto attribute = [](void* object, const char* name) {
    const char* value = agget(object, const_cast<char*>(name));
    return value ? value : "";
  };
  const char* bounds = attribute(g, "bb");
  read_point(bounds, 0);
  if (*bounds == ',') ++bounds;
  const Point corner = read_point(bounds, 0);
  Layout layout{{corner.x, -corner.y}, {}, {}, {}};
  for (Agnode_t* node : nodes) {
    const char* at = attribute(node, "pos");
    layout.boxes.push_back(read_point(at, layout.size.height));
  }
  for (Agedge_t* edge : edges) {
    layout.arrows.push_back(read_spline(attribute(edge, "pos"), layout.size.height));
    const char* at = attribute(edge, "lp");
    layout.labels.push_back(read_point(at, layout.size.height));
  }
  gvFreeLayout(context(), g);
  return layout;
}

std::string dot_text(const Picture& picture) {
  const Graph graph = open_graph();
  Agraph_t* g = graph.get();
  const auto nodes = add_boxes(g, picture);
  const auto edges = add_arrows(g, picture, nodes);
  set(g, "bgcolor", "transparent");
  agattr(g, AGNODE, c_text("shape"), c_text("box"));
  agattr(g, AGNODE, c_text("style"), c_text("rounded,filled"));
  agattr(g, AGNODE, c_text("fontname"), c_text("Helvetica"));
  agattr(g, AGEDGE, c_text("fontname"), c_text("Helvetica"));
  agattr(g, AGEDGE, c_text("fontsize"), c_text("10"));
  agattr(g, AGEDGE, c_text("color"), c_text("#7f8898"));
  agattr(g, AGEDGE, c_text("fontcolor"), c_text("#7f8898"));
  const char* const fills[] = {"#eef0f4", "#dbe8fd", "#fdf1d3", "#d9f2e1"};
  const char* const borders[] = {"#8e98a8", "#3f7fe0", "#d19a1a", "#2f9e5b"};
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const Picture::Box& box = picture.boxes[i];
    const std::string name = box.name.empty() ? "" : box.name + "  ";
    const std::string detail = box.detail.empty() ? "" : "\\n" + dot_escaped(box.detail);
    set(nodes[i], "label", dot_escaped(name + box.title) + detail);
    set(nodes[i], "fillcolor", fills[static_cast<int>(box.kind)]);
    set(nodes[i], "color", borders[static_cast<int>(box.kind)]);
  }
  for (std::size_t i = 0; i < edges.size(); ++i) set(edges[i], "label", dot_escaped(picture.arrows[i].label));
  char* text = nullptr;
  std::size_t size = 0;
  FILE* out = open_memstream(&text, &size);
  if (!out) throw IoError("draw: out of memory");
  agwrite(g, out);
  std::fclose(out);
  const std::string result(text, size);
  std::free(text);
  return result;
}

}  // namespace tt::io
