#include "tinytensor/data/datasets.h"

#include <charconv>

#include "tinytensor/data/cifar10.h"
#include "tinytensor/data/digits.h"
#include "tinytensor/data/idx.h"
#include "tinytensor/tensor/error.h"

namespace tt::data {

namespace {

std::int64_t limited(std::int64_t count, std::int64_t most) {
  return most < 0 || count < most ? count : most;
}

std::int64_t parse_count(const std::string& spec, const std::string& text) {
  std::int64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count < 1)
    throw ValueError("data: " + spec + ": \"" + text + "\" is not a number of images");
  return count;
}

}  // namespace

Split load_dataset(const std::string& spec, const DatasetOptions& options) {
  const std::size_t colon = spec.find(':');
  const std::string kind = spec.substr(0, colon),
                    rest = colon == std::string::npos ? "" : spec.substr(colon + 1);
  if (kind == "digits") {
    const std::int64_t train = colon == std::string::npos ? 12000 : parse_count(spec, rest);
    return {draw_digits(DigitsPart::train, limited(train, options.train_count), options.seed),
            draw_digits(DigitsPart::test, limited(5000, options.test_count), options.seed)};
  }
  if (rest.empty() || (kind != "mnist" && kind != "cifar10"))
    throw ValueError("data: unknown dataset: \"" + spec +
                     "\". There are mnist:DIR, cifar10:DIR, digits, digits:COUNT.");
  const Split all = kind == "mnist" ? load_mnist(rest) : load_cifar10(rest);
  return {all.train.first(limited(all.train.count(), options.train_count)),
          all.test.first(limited(all.test.count(), options.test_count))};
}

}  // namespace tt::data
