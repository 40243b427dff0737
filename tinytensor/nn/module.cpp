#include "tinytensor/nn/module.h"

namespace tt::nn {

void Visitor::child(const std::string& name, Module& m) {
  on_module(path_ + name, m);
  const std::string before = path_;
  path_ += name + ".";
  m.visit(*this);
  path_ = before;
}

namespace {

class Collector : public Visitor {
 public:
  explicit Collector(bool with_buffers) : with_buffers_(with_buffers) {}
  std::vector<NamedTensor> found;

 protected:
  void on_parameter(const std::string& name, Tensor& t) override { found.push_back({name, t}); }
  void on_buffer(const std::string& name, Tensor& t) override {
    if (with_buffers_) found.push_back({name, t});
  }

 private:
  bool with_buffers_;
};

std::vector<NamedTensor> collect(Module& model, bool with_buffers) {
  Collector collector(with_buffers);
  model.visit(collector);
  return std::move(collector.found);
}

class ByteCounter : public Visitor {
 public:
  std::int64_t bytes = 0;

 protected:
  void on_parameter(const std::string&, Tensor& t) override { bytes += 4 * t.count(); }
  void on_buffer(const std::string&, Tensor& t) override { bytes += 4 * t.count(); }
};

}  // namespace

std::int64_t Module::nbytes() {
  ByteCounter counter;
  visit(counter);
  return counter.bytes;
}

std::vector<NamedTensor> named_parameters(Module& model) { return collect(model, false); }
std::vector<NamedTensor> named_tensors(Module& model) { return collect(model, true); }

std::vector<Tensor> parameters(Module& model) {
  std::vector<Tensor> all;
  for (NamedTensor& p : named_parameters(model)) all.push_back(p.tensor);
  return all;
}

std::int64_t parameter_count(Module& model) {
  std::int64_t n = 0;
  for (const Tensor& p : parameters(model)) n += p.count();
  return n;
}

}  // namespace tt::nn
