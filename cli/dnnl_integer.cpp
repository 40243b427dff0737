#ifdef TT_HAVE_DNNL
#include "cli/dnnl_primitive.h"

namespace tt::cli {

using Type = dnnl::memory::data_type;
using Tag = dnnl::memory::format_tag;

DnnlPeer dnnl_integer_matmul(int m, int k, int n) {
  auto primitive = std::make_unique<DnnlPeer::Primitive>();
  const dnnl::matmul::primitive_desc product(
      {{{m, k}, Type::u8, Tag::ab}, {{k, n}, Type::s8, Tag::any}, {{m, n}, Type::s32, Tag::ab}},
      primitive->engine);
  primitive->add(DNNL_ARG_SRC, product.src_desc());
  primitive->add(DNNL_ARG_WEIGHTS, product.weights_desc());
  primitive->add(DNNL_ARG_DST, product.dst_desc());
  primitive->primitive = dnnl::matmul(product);
  primitive->implementation = product.impl_info_str();
  return DnnlPeer(std::move(primitive));
}

static DnnlPeer reorder(std::int64_t count, Type from, Type to, float scale) {
  auto primitive = std::make_unique<DnnlPeer::Primitive>();
  const dnnl::memory::desc source({count}, from, Tag::a), result({count}, to, Tag::a);
  dnnl::primitive_attr scales;
  scales.set_output_scales(0, {scale});
  const dnnl::reorder::primitive_desc copy(primitive->engine, source, primitive->engine, result, scales);
  primitive->add(DNNL_ARG_FROM, source);
  primitive->add(DNNL_ARG_TO, result);
  primitive->primitive = dnnl::reorder(copy);
  primitive->implementation = copy.impl_info_str();
  return DnnlPeer(std::move(primitive));
}

DnnlPeer dnnl_quantize(std::int64_t count) { return reorder(count, Type::f32, Type::s8, 100.0f); }
DnnlPeer dnnl_dequantize(std::int64_t count) { return reorder(count, Type::s8, Type::f32, 0.01f); }

}  // namespace tt::cli
#endif
