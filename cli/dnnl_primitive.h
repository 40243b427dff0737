#pragma once
#include <cstdint>
#include <dnnl.hpp>
#include <unordered_map>

#include "cli/dnnl_peer.h"

namespace tt::cli {

// What a peer holds. Private to the files that make peers.
struct DnnlPeer::Primitive {
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  dnnl::primitive primitive;
  std::unordered_map<int, dnnl::memory> arguments;
  std::string implementation;

  // Any values but zeros, which draw less power.
  void add(int argument, const dnnl::memory::desc& desc) {
    dnnl::memory memory(desc, engine);
    if (desc.data_type() == dnnl::memory::data_type::f32) {
      auto* values = static_cast<float*>(memory.get_data_handle());
      for (std::size_t i = 0; i < desc.get_size() / sizeof(float); ++i)
        values[i] = static_cast<float>(i % 31) / 31 - 0.5f;
    } else {
      auto* values = static_cast<std::uint8_t*>(memory.get_data_handle());
      for (std::size_t i = 0; i < desc.get_size(); ++i) values[i] = static_cast<std::uint8_t>(i % 127);
    }
    arguments.emplace(argument, memory);
  }
};

}  // namespace tt::cli
