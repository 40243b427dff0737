#pragma once
#include <exception>
#include <functional>
#include <new>
#include <string>
#include <vector>

#include "autograder/probe/values.h"
#include "tinytensor/tensor/error.h"
#include "tinytensor/tensor/rng.h"
#include "tinytensor/tensor/tensor.h"

// What a lab's probe.cpp is made of. It is linked twice, with the reference's file and with the student's,
// and asks both the same questions; it holds calls but no answers, so a student may read it.
namespace tt::probe {

// What a course promises of quantization, measured on the student's results by the reference's process.
struct Promise {
  std::string text;  // "every value comes back within scale / 2"
  double bound = 0;  // what is measured must not exceed it
  double measured = 0;
};

struct Case {
  std::string name;  // "symmetric, 2 to 8 bits"
  int part = 1;      // of lab.toml
  // The question, from a seed that changes with every run; drawn in the reference's process only. Every edge
  // that matters belongs in every draw. A name that begins with a dot is not shown to students.
  std::function<void(Rng&, Values&)> draw;
  // The answer to it. Where throwing is an answer too, answer() below records it.
  std::function<void(Values& in, Values& out)> run;
  double tolerance =
      0;  // of floats and numbers, as a share of the largest of the right ones; 0: exactly equal
  std::function<std::vector<Promise>(const Values& in, const Values& out)> promises = {};
  // A speed case: run does the work in.integer("repeats") times, on other numbers each time. plain does the
  // same work in the plain way in the reference's process, an eighth as often since it takes long. By the
  // judge's clock, run must be this many times as fast, in processor time; its answer must be right too.
  std::function<void(const Values& in, Values& out)> plain = {};
  double faster = 0;
};

std::vector<Case> cases();      // defined by each probe.cpp
constexpr int plain_share = 8;  // plain does 1 / plain_share of the repeats, which are a multiple of it

// What a lab is about, as curves: the reference's in the handout, the student's over them in `tt lab show`.
// It is never judged, and always asks the same.
struct Picture {
  std::string name;  // "[-1.5, 2.3] at 4 bits"
  // The first sequence holds the places on the x axis, in order; its name is the axis's.
  std::function<void(Values&)> draw;
  // Each sequence is a curve, as long as the x axis; integers are codes, and are counted too. A number is a
  // place on the x axis. Curves named like "error: one scale", alike before the colon, share a y axis.
  std::function<void(Values& in, Values& out)> run;
};
std::vector<Picture> pictures();  // defined by a lab's picture.cpp, where it has one

// Helpers for draw and run.
std::vector<float> take(Values& in, const std::string& name);  // the floats of that name, removed from in
// Here the judge looks from outside at how much memory this process holds. The student's may hold a tenth
// more than the reference's, plus 2 MB.
void weigh();
int between(Rng& rng, int low, int high);                              // low to high, both included
std::vector<float> normals(Rng& rng, int count, float deviation = 1);  // some of them 0
std::vector<float> ramp(float low, float high, int count);             // evenly spaced, with both ends
Tensor tensor(const Values& in, const std::string& name, const Shape& shape);  // the floats of that name

// Calls f(), which puts its own results; out[name + " throws"] = the kind of error, or "nothing": throwing is
// part of the answer. Its text, out[name + " says"], is not: it is shown where the answer is wrong.
template <class F>
void answer(Values& out, const std::string& name, const F& f) {
  const auto threw = [&](const std::string& kind, const std::exception& error) {
    out.put(name + " throws", kind);
    out.put(name + " says", std::string(error.what()));
  };
  try {
    f();
    out.put(name + " throws", std::string("nothing"));
  } catch (const NotImplemented&) {
    throw;
  } catch (const ShapeError& error) {
    threw("ShapeError", error);
  } catch (const ValueError& error) {
    threw("ValueError", error);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    threw("what the contract does not name", error);
  }
}

}  // namespace tt::probe
