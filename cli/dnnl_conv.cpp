#include "cli/dnnl_conv.h"

#include "tinytensor/tensor/error.h"

#ifdef TT_HAVE_DNNL
#include <cstring>
#include <dnnl.hpp>
#include <unordered_map>
#endif

namespace tt::cli {

#ifdef TT_HAVE_DNNL

struct DnnlConv::Primitive {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  dnnl::primitive primitive;
  std::unordered_map<int, dnnl::memory> arguments;
  std::string implementation;

  void add(int argument, const dnnl::memory::desc& desc) {
    dnnl::memory memory(desc, engine);
    auto* values = static_cast<float*>(memory.get_data_handle());
    for (std::size_t i = 0; i < desc.get_size() / sizeof(float); ++i)
      values[i] = static_cast<float>(i % 31) / 31 - 0.5f;
    arguments.emplace(argument, memory);
  }
};

namespace {

using dnnl::convolution_forward, dnnl::convolution_backward_data, dnnl::convolution_backward_weights;
constexpr auto algorithm = dnnl::algorithm::convolution_auto;

struct Descriptions {
  dnnl::memory::desc source, weights, result;
  dnnl::memory::dims strides, padding;
};

Descriptions describe(const kernels::ConvShape& s, DnnlConv::Layout layout) {
  using Tag = dnnl::memory::format_tag;
  const Tag images = layout == DnnlConv::Layout::channels_last ? Tag::nhwc : Tag::any;
  const auto desc = [](const dnnl::memory::dims& dims, Tag tag) {
    return dnnl::memory::desc(dims, dnnl::memory::data_type::f32, tag);
  };
  dnnl::memory::dims weights = {s.out, s.group_in(), s.kernel_h, s.kernel_w};
  if (s.groups > 1) weights = {s.groups, s.group_out(), s.group_in(), s.kernel_h, s.kernel_w};
  return {desc({s.images, s.in, s.height, s.width}, images),
          desc(weights, Tag::any),
          desc({s.images, s.out, s.out_height(), s.out_width()}, images),
          {s.stride, s.stride},
          {s.padding, s.padding}};
}

}  // namespace

bool DnnlConv::available() { return true; }

DnnlConv::DnnlConv(const kernels::ConvShape& shape, ConvPass pass, Layout layout)
    : primitive_(std::make_unique<Primitive>()) {
  const Descriptions d = describe(shape, layout);
  Primitive& p = *primitive_;
  const auto kind =
      pass == ConvPass::forward ? dnnl::prop_kind::forward_inference : dnnl::prop_kind::forward_training;
  const convolution_forward::primitive_desc forward(
      {kind, algorithm, d.source, d.weights, d.result, d.strides, d.padding, d.padding}, p.engine);
  if (pass == ConvPass::forward) {
    p.add(DNNL_ARG_SRC, forward.src_desc());
    p.add(DNNL_ARG_WEIGHTS, forward.weights_desc());
    p.add(DNNL_ARG_DST, forward.dst_desc());
    p.primitive = convolution_forward(forward);
    p.implementation = forward.impl_info_str();
  } else if (pass == ConvPass::backward_input) {
    const convolution_backward_data::primitive_desc backward(
        {algorithm, d.source, d.weights, d.result, d.strides, d.padding, d.padding}, p.engine, forward);
    p.add(DNNL_ARG_DIFF_DST, backward.diff_dst_desc());
    p.add(DNNL_ARG_WEIGHTS, backward.weights_desc());
    p.add(DNNL_ARG_DIFF_SRC, backward.diff_src_desc());
    p.primitive = convolution_backward_data(backward);
    p.implementation = backward.impl_info_str();
  } else {
    const convolution_backward_weights::primitive_desc backward(
        {algorithm, d.source, d.weights, d.result, d.strides, d.padding, d.padding}, p.engine, forward);
    p.add(DNNL_ARG_SRC, backward.src_desc());
    p.add(DNNL_ARG_DIFF_DST, backward.diff_dst_desc());
    p.add(DNNL_ARG_DIFF_WEIGHTS, backward.diff_weights_desc());
    p.primitive = convolution_backward_weights(backward);
    p.implementation = backward.impl_info_str();
  }
}

void DnnlConv::run() {
  primitive_->primitive.execute(primitive_->stream, primitive_->arguments);
  primitive_->stream.wait();
}

std::string DnnlConv::implementation() const { return primitive_->implementation; }

#else

struct DnnlConv::Primitive {};
bool DnnlConv::available() { return false; }
DnnlConv::DnnlConv(const kernels::ConvShape&, ConvPass, Layout) {
  throw Error("bench: this program was built without oneDNN. Install libdnnl-dev and build again.");
}
void DnnlConv::run() {}
std::string DnnlConv::implementation() const { return {}; }

#endif

DnnlConv::~DnnlConv() = default;

}  // namespace tt::cli
