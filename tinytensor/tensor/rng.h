#pragma once
#include <cstdint>

namespace tt {

// Random numbers that are the same on every machine and compiler: PCG32 (O'Neill 2014, XSH RR 64/32).
class Rng {
 public:
  explicit Rng(std::uint64_t seed = 0);

  std::uint32_t bits();                  // 32 random bits
  std::uint32_t below(std::uint32_t n);  // 0 to n - 1, each equally likely; n > 0
  float uniform();                       // [0, 1), a multiple of 2^-24
  float uniform(float low, float high);  // low + (high - low) uniform(), rounded
  float normal();                        // mean 0, deviation 1
  Rng split();                           // a new generator, seeded from this one

 private:
  std::uint64_t state_;
};

}  // namespace tt
