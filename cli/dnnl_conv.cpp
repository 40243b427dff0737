#ifdef TT_HAVE_DNNL
#include "cli/dnnl_primitive.h"

namespace tt::cli {

namespace {

using dnnl::convolution_forward, dnnl::convolution_backward_data, dnnl::convolution_backward_weights;
using Type = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;
constexpr auto algorithm = dnnl::algorithm::convolution_auto;

struct Descriptions {
  dnnl::memory::desc source, weights, result;
  dnnl::memory::dims strides, padding;
};

Descriptions describe(const kernels::ConvShape& s, DnnlLayout layout, Type images, Type weights) {
  const Tag tag = layout == DnnlLayout::channels_last ? Tag::nhwc : Tag::any;
  dnnl::memory::dims dims = {s.out, s.group_in(), s.kernel_h, s.kernel_w};
  if (s.groups > 1) dims = {s.groups, s.group_out(), s.group_in(), s.kernel_h, s.kernel_w};
  return {{{s.images, s.in, s.height, s.width}, images, tag},
          {dims, weights, Tag::any},
          {{s.images, s.out, s.out_height(), s.out_width()}, images, tag},
          {s.stride, s.stride},
          {s.padding, s.padding}};
}

void add_forward(DnnlPeer::Primitive& p, const convolution_forward::primitive_desc& forward) {
  p.add(DNNL_ARG_SRC, forward.src_desc());
  p.add(DNNL_ARG_WEIGHTS, forward.weights_desc());
  p.add(DNNL_ARG_DST, forward.dst_desc());
  p.primitive = convolution_forward(forward);
  p.implementation = forward.impl_info_str();
}

}  // namespace

DnnlPeer dnnl_conv(const kernels::ConvShape& shape, ConvPass pass, DnnlLayout layout) {
  const Descriptions d = describe(shape, layout, Type::f32, Type::f32);
  auto primitive = std::make_unique<DnnlPeer::Primitive>();
  DnnlPeer::Primitive& p = *primitive;
  const auto kind =
      pass == ConvPass::forward ? dnnl::prop_kind::forward_inference : dnnl::prop_kind::forward_training;
  const convolution_forward::primitive_desc forward(
      {kind, algorithm, d.source, d.weights, d.result, d.strides, d.padding, d.padding}, p.engine);
  if (pass == ConvPass::forward) {
    add_forward(p, forward);
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
  return DnnlPeer(std::move(primitive));
}

DnnlPeer dnnl_integer_conv(const kernels::ConvShape& shape, DnnlLayout layout) {
  const Descriptions d = describe(shape, layout, Type::u8, Type::s8);
  auto primitive = std::make_unique<DnnlPeer::Primitive>();
  const dnnl::memory::desc bias({shape.out}, Type::s32, Tag::a);
  dnnl::primitive_attr scales;
  scales.set_output_scales(1 << 1, std::vector<float>(static_cast<std::size_t>(shape.out), 0.001f));
  add_forward(*primitive, convolution_forward::primitive_desc(
                              {dnnl::prop_kind::forward_inference, algorithm, d.source, d.weights, bias,
                               d.result, d.strides, d.padding, d.padding},
                              scales, primitive->engine));
  primitive->add(DNNL_ARG_BIAS, bias);
  return DnnlPeer(std::move(primitive));
}

}  // namespace tt::cli
#endif
