#include "tinytensor/nn/module.h"

#include <algorithm>

#include "tinytensor/tensor/error.h"

namespace tt::nn {

void Visitor::child(const std::string& name, Module& m) {
  on_module(path_ + name, m);
  const std::string before = path_;
  path_ += name + ".";
  m.visit(*this);
  path_ = before;
}

namespace {

struct Collector : Visitor {
  std::vector<NamedTensor> learned, all;
  void on_parameter(const std::string& name, Tensor& t) override {
    learned.push_back({name, t});
    all.push_back({name, t});
  }
  void on_buffer(const std::string& name, Tensor& t) override { all.push_back({name, t}); }
};

Collector collect(Module& model) {
  Collector collector;
  model.visit(collector);
  return collector;
}

class Unshare : public Visitor {
  void on_parameter(const std::string&, Tensor& t) override {
    t = t.tracked() ? t.clone().track() : t.clone();
  }
  void on_buffer(const std::string&, Tensor& t) override { t = t.clone(); }
};

}  // namespace

std::unique_ptr<Module> Module::clone() const {
  throw NotImplemented("clone: " + describe() + " cannot be copied. Make it a Layer");
}

void unshare(Module& module) {
  Unshare visitor;
  module.visit(visitor);
}

EvalMode::EvalMode(Module& model) {
  on_module("", model);
  model.visit(*this);
  model.eval();
}

EvalMode::~EvalMode() {
  for (const auto& [module, training] : before_) module->train(training);
}

std::int64_t Module::nbytes() {
  std::int64_t bytes = 0;
  for (const NamedTensor& t : named_tensors(*this)) bytes += 4 * t.tensor.count();
  return bytes;
}

std::vector<NamedTensor> named_parameters(Module& model) { return collect(model).learned; }
std::vector<NamedTensor> named_tensors(Module& model) { return collect(model).all; }

std::vector<Tensor> parameters(Module& model) {
  std::vector<Tensor> all;
  for (const NamedTensor& p : named_parameters(model))
    if (std::ranges::find(all, p.tensor.node(), &Tensor::node) == all.end() || !p.tensor.tracked())
      all.push_back(p.tensor);
  return all;
}

std::int64_t parameter_count(Module& model) {
  std::int64_t n = 0;
  for (const Tensor& p : parameters(model)) n += p.count();
  return n;
}

}  // namespace tt::nn
