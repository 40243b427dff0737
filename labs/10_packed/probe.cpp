#include <algorithm>
#include <cmath>

#include "autograder/probe/at_the_end.h"
#include "autograder/probe/probe.h"
#include "modules/quantization/packed.h"
#include "modules/quantization/packing.h"

using namespace tt;
using namespace tt::probe;
using namespace tt::quant;

namespace {

// The highest bits and the lowest, and bits for codes of every width; counts that end within a byte.
constexpr int most = 37;

void draw_codes(Rng& rng, Values& in) {
  std::vector<int> codes = {-1, 0, 1, -32768, 32767};
  while (codes.size() < most) codes.push_back(between(rng, -32768, 32767));
  in.put_integers("codes", codes);
  in.put("count", between(rng, 30, most));
  in.put("first", between(rng, 1, 9));
}

// The same bits as codes of this type.
std::vector<std::int32_t> codes_of(const Values& in, QuantType type, int count) {
  std::vector<std::int32_t> codes;
  for (int i = 0; i < count; ++i) {
    const auto low =
        static_cast<std::int32_t>(in.integers("codes")[static_cast<std::size_t>(i)] & ((1 << type.bits) - 1));
    codes.push_back(low > type.highest() ? low - (1 << type.bits) : low);
  }
  return codes;
}

std::vector<QuantType> types() {
  std::vector<QuantType> all;
  for (int bits = 1; bits <= 16; ++bits)
    for (bool is_signed : {true, false}) all.push_back({bits, is_signed});
  return all;
}

void run_pack(const Values& in, Values& out) {
  for (QuantType type : types())
    for (int count : {0, 1, in.integer("count")}) {
      const std::string name = type.str() + ", " + std::to_string(count) + " codes: ";
      const std::int64_t size = packed_bytes(count, type.bits);
      std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::clamp<std::int64_t>(size, 0, 100)) + 2,
                                      0xa5);
      pack(codes_of(in, type, count), type.bits, bytes);
      out.put(name + "packed_bytes", static_cast<double>(size));
      const bool kept = std::all_of(bytes.end() - 2, bytes.end(), [](std::uint8_t b) { return b == 0xa5; });
      bytes.resize(bytes.size() - 2);
      out.put_integers(name + "bytes", bytes);
      out.put(name + "what lies after them", std::string(kept ? "as it was" : "written over"));
    }
  for (int bits : {3, 16})
    out.put("packed_bytes(3000000000, " + std::to_string(bits) + ")",
            static_cast<double>(packed_bytes(3'000'000'000, bits)));
}

// Bytes of any kind hold codes, so unpacking needs no packing.
void draw_bytes(Rng& rng, Values& in) {
  std::vector<int> bytes = {0, 255, 128, 127, 1};
  while (bytes.size() < 2 * most) bytes.push_back(between(rng, 0, 255));
  in.put_integers("bytes", bytes);
  in.put("count", between(rng, 10, 20));
  in.put("first", 2 * between(rng, 0, 7) + 1);  // odd: within a byte wherever codes do not fill one
}

template <bool one_by_one>
void run_unpack(const Values& in, Values& out) {
  for (QuantType type : types())
    for (int first : {0, in.integer("first")}) {
      // Exactly the bytes that there may be.
      const auto size = static_cast<std::size_t>(((first + in.integer("count")) * type.bits + 7) / 8);
      const AtTheEnd<std::uint8_t> some(in.integers("bytes"), size);
      std::vector<std::int32_t> codes(static_cast<std::size_t>(in.integer("count")));
      if (one_by_one)
        for (std::size_t i = 0; i < codes.size(); ++i)
          codes[i] =
              unpack_one(some.values(), type.bits, type.is_signed, first + static_cast<std::int64_t>(i));
      else
        unpack(some.values(), type.bits, type.is_signed, first, codes);
      out.put_integers(type.str() + " from " + std::to_string(first), codes);
    }
}

constexpr int rows = 5, width = 45;

void draw_rows(Rng& rng, Values& in) {
  std::vector<float> x = normals(rng, rows * width, rng.uniform(0.1f, 4));
  for (float& v : x) v += 0.2f;                                            // an offset, for errors to add up
  std::fill_n(x.begin(), width, 0.25f);                                    // equal values, and
  for (int i = 0; i < 6; ++i) x[static_cast<std::size_t>(width + i)] = 0;  // zeros
  x[width + 6] = -0.0f;
  in.put("x", x);
}

Tensor rows_of(const Values& in) { return tensor(in, "x", {rows, width}); }

void put_stored(Values& out, const std::string& name, const QuantizedTensor& q) {
  out.put_integers(name + " codes", q.stored());
  out.put_integers(name + " bytes", std::vector<std::uint8_t>(q.bytes().begin(), q.bytes().end()));
  out.put(name + " scales", q.scales());
}

void run_memory(const Values& in, Values& out) {
  for (int bits : {1, 2, 4, 8}) {
    const QuantizedTensor q = quantize(rows_of(in), {{bits, true}, Scheme::affine});
    put_stored(out, std::to_string(bits) + " bits", q);
  }
}

std::vector<Promise> memory(const Values&, const Values& out) {
  std::vector<Promise> promises;
  for (int bits : {1, 2, 4, 8})
    promises.push_back({"memory: " + std::to_string(rows * width) + " weights of " + std::to_string(bits) +
                            " bits take 1 / " + std::to_string(32 / bits) + " of their floats' " +
                            std::to_string(4 * rows * width) + " bytes",
                        std::ceil(rows * width * bits / 8.0),
                        static_cast<double>(out.integers(std::to_string(bits) + " bits bytes").size())});
  return promises;
}

void run_feedback(const Values& in, Values& out) {
  for (int bits : {2, 3, 4, 8})
    for (Scheme scheme : {Scheme::affine, Scheme::symmetric})
      for (Granularity g :
           {Granularity::per_tensor(), Granularity::per_channel(0), Granularity::per_group(8)}) {
        const QuantFormat format{{bits, true}, scheme, g};
        const std::string name =
            format.type.str() + (scheme == Scheme::affine ? " affine " : " symmetric ") + g.str();
        out.put_integers(name, quantize_with_feedback(rows_of(in), format).stored());
      }
  // The zero point is rounded, so the last code stays half a step under 1.5: again and again the same error.
  std::vector<float> beyond(20, 1.5f);
  beyond[0] = -1.5f;
  std::fill(beyond.begin() + 12, beyond.end(), -0.8f);
  for (int bits : {2, 3})
    out.put_integers(
        "a row that ends outside of the codes, " + std::to_string(bits) + " bits",
        quantize_with_feedback(Tensor::from(beyond, {1, 20}), {{bits, true}, Scheme::affine}).stored());
}

void run_sums(const Values& in, Values& out) {
  const QuantFormat format{{3, true}, Scheme::affine, Granularity::per_channel(0)};
  const QuantizedTensor q = quantize_with_feedback(rows_of(in), format);
  out.put("scales", q.scales());
  out.put("back", q.dequantize().values());
}

std::vector<Promise> sums_stay(const Values& in, const Values& out) {
  double worst = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    double sum = 0;
    for (std::size_t i = r * width; i < (r + 1) * width && i < out.floats("back").size(); ++i)
      sum += double{out.floats("back")[i]} - in.floats("x")[i];
    worst = std::max(worst, std::fabs(sum) / out.floats("scales")[r]);
  }
  return {{"error feedback: the sum of a row is wrong by one step at most, in steps", 1.001, worst}};
}

void run_ternary(const Values& in, Values& out) { put_stored(out, "ternary", quantize_ternary(rows_of(in))); }

// 7 is 0.7 times the mean, 10.
void run_edges(const Values&, Values& out) {
  const Tensor x = Tensor::from({7, 13, -10, 10, 0, 0, 0, -0.0f, -7, 0, 20, -13}, {3, 4});
  put_stored(out, "7 13 -10 10, then zeros, then -7 0 20 -13:", quantize_ternary(x));
}

void run_binary(const Values& in, Values& out) {
  const BinaryTensor b(rows_of(in));
  out.put("back", b.dequantize().values());
  out.put("bytes", static_cast<double>(b.nbytes()));
}

void run_hamming(const Values& in, Values& out) {
  const BinaryTensor all(rows_of(in)),
      some(Tensor::from(std::span(in.floats("x")).first(2 * width), {2, width}));
  std::vector<int> distances;
  std::vector<float> similarities;
  for (int a = 0; a < rows; ++a)
    for (int b = 0; b < 2; ++b) {
      distances.push_back(all.hamming(a, some, b));
      similarities.push_back(all.similarity(a, some, b));
    }
  out.put_integers("distances", distances);
  out.put("similarities", similarities);
}

}  // namespace

std::vector<Case> probe::cases() {
  return {
      {"packing 1 to 16 bits", 1, draw_codes, run_pack},
      {"unpacking", 1, draw_bytes, run_unpack<false>},
      {"unpacking one code", 1, draw_bytes, run_unpack<true>},
      {"a tensor's bytes", 1, draw_rows, run_memory, 0, memory},
      {"codes with feedback", 2, draw_rows, run_feedback},
      {"sums of rows stay right", 2, draw_rows, run_sums, 0, sums_stay},
      {"-1, 0 and 1", 3, draw_rows, run_ternary, 1e-6},
      {"values at the threshold, and a row of zeros", 3, draw_rows, run_edges, 1e-6},
      {"signs and scales", 4, draw_rows, run_binary, 1e-6},
      {"differing bits and what they say of the angle", 4, draw_rows, run_hamming, 1e-6},
  };
}
