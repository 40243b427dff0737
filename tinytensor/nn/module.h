#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tinytensor/tensor/tensor.h"

namespace tt::nn {

class Module;

// Visits everything that a model owns. Whatever walks a model (parameters, save, load, print, summary,
// quantize) is one of these. Names come with their path: "0.weight".
class Visitor {
 public:
  virtual ~Visitor() = default;
  void parameter(const std::string& name, Tensor& t) { on_parameter(path_ + name, t); }  // learned
  void buffer(const std::string& name, Tensor& t) { on_buffer(path_ + name, t); }        // kept, not learned
  void child(const std::string& name, Module& m);

 protected:
  virtual void on_parameter(const std::string&, Tensor&) {}
  virtual void on_buffer(const std::string&, Tensor&) {}
  // Called for every module below the root, before what it owns is visited.
  virtual void on_module(const std::string&, Module&) {}

 private:
  std::string path_;
};

// A layer, or a model made of layers.
class Module {
 public:
  virtual ~Module() = default;
  virtual Tensor forward(const Tensor& x) = 0;
  virtual std::string describe() const = 0;      // for people: "Linear(400 -> 10)"
  virtual std::string architecture() const = 0;  // for files and make_model: "linear 400 10"
  virtual void visit(Visitor&) {}
  // A copy that shares no values with this, and whose layers share none with one another: freezing and
  // quantizing copy a model's layers. Throws NotImplemented, naming the module, for one without clone.
  virtual std::unique_ptr<Module> clone() const;
  // BatchNorm and Dropout behave differently in training. A new module is in training mode.
  virtual void train(bool on = true) { training_ = on; }
  void eval() { train(false); }
  bool training() const { return training_; }
  // Multiply-adds of one forward pass, given the shapes of x and y; 0 where there are next to none.
  virtual std::int64_t multiply_adds(const Shape& /*x*/, const Shape& /*y*/) const { return 0; }

  // Bytes of everything it holds, as stored: 4 per float; quantized layers count their packed codes.
  virtual std::int64_t nbytes();

  Tensor operator()(const Tensor& x) { return forward(x); }

 protected:
  bool training_ = true;
};

void unshare(Module& module);  // gives its parameters and buffers values of their own

// A module that can be copied: class Linear : public Layer<Linear>.
template <class Kind>
class Layer : public Module {
 public:
  std::unique_ptr<Module> clone() const override {
    auto copy = std::make_unique<Kind>(static_cast<const Kind&>(*this));
    unshare(*copy);
    return copy;
  }
};

// Keeps a model in evaluation mode while this lives, then restores every module's mode.
class EvalMode : Visitor {
 public:
  explicit EvalMode(Module& model);
  ~EvalMode() override;
  EvalMode(const EvalMode&) = delete;

 private:
  void on_module(const std::string&, Module& m) override { before_.emplace_back(&m, m.training()); }
  std::vector<std::pair<Module*, bool>> before_;  // each module before those inside it
};

struct NamedTensor {
  std::string name;
  Tensor tensor;
};
std::vector<NamedTensor> named_parameters(Module& model);
std::vector<NamedTensor> named_tensors(Module& model);  // parameters and buffers, in the order of the visit
std::vector<Tensor> parameters(Module& model);          // one shared by two layers is listed once
std::int64_t parameter_count(Module& model);

}  // namespace tt::nn
