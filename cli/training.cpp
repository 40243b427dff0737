#include "cli/training.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>

#include "cli/general.h"
#include "cli/interrupt.h"
#include "cli/progress.h"
#include "tinytensor/autograd/ops.h"
#include "tinytensor/data/evaluate.h"
#include "tinytensor/data/loader.h"
#include "tinytensor/optim/optimizer.h"
#include "tinytensor/optim/schedule.h"
#include "tinytensor/tensor/error.h"

namespace tt::cli {

namespace {

std::unique_ptr<optim::Optimizer> make_optimizer(nn::Module& model, const TrainingOptions& o) {
  if (o.optimizer == "adam")
    return std::make_unique<optim::Adam>(nn::parameters(model), optim::AdamOptions{.lr = o.lr});
  if (o.optimizer == "sgd")
    return std::make_unique<optim::SGD>(nn::parameters(model),
                                        optim::SGDOptions{.lr = o.lr, .momentum = 0.9f});
  throw ValueError("train: no optimizer is called \"" + o.optimizer + "\". There are: adam, sgd");
}

struct EpochSum {
  double loss = 0;
  std::int64_t images = 0;
  double mean() const { return loss / static_cast<double>(images > 0 ? images : 1); }
};

// No network recovers from a cross-entropy this far above a guess's ln(classes); NaN is not below it.
constexpr float lost = 1e6f;

EpochSum run_epoch(nn::Module& model, optim::Optimizer& optimizer, data::Loader& loader,
                   const std::string& label, const std::function<float(double)>& rate) {
  EpochSum sum;
  int steps = 0;
  Progress bar(label, loader.count(), "images");
  for (const auto& [x, y] : loader) {
    optimizer.lr = rate(static_cast<double>(sum.images) / static_cast<double>(loader.count()));
    const Tensor loss = cross_entropy(model(x), y);
    ++steps;
    if (!(loss.item() < lost))
      throw ValueError(fmt::format(
          "train: the loss is {:.3g} in {}, step {}, where guessing costs about 2.3. Try a smaller --lr",
          loss.item(), label, steps));
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    sum.loss += static_cast<double>(loss.item()) * static_cast<double>(y.size());
    sum.images += static_cast<std::int64_t>(y.size());
    if (interrupted()) break;
    bar.update(sum.images, fmt::format("loss {:.4f}", sum.mean()));
  }
  return sum;
}

}  // namespace

Training train(nn::Module& model, const data::Split& split, const TrainingOptions& o) {
  if (split.train.count() == 0) throw ValueError("train: there are no images to train on");
  const optim::Schedule schedule = optim::schedule(o.schedule);
  const std::unique_ptr<optim::Optimizer> optimizer = make_optimizer(model, o);
  data::Loader loader(split.train, {.batch = o.batch, .shuffle = true, .seed = o.seed});
  const CatchInterrupt guard;
  Training training;
  model.train(true);
  for (int e = 0; e < o.epochs && !training.interrupted; ++e) {
    const std::string label = fmt::format("epoch {} of {}", e + 1, o.epochs);
    const auto rate = [&](double within) {
      return o.lr * schedule(static_cast<float>((e + within) / o.epochs));
    };
    const auto start = std::chrono::steady_clock::now();
    const EpochSum sum = run_epoch(model, *optimizer, loader, label, rate);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    training.interrupted = interrupted();
    const double accuracy = data::accuracy(model, split.test);
    training.epochs.push_back({sum.mean(), seconds, static_cast<double>(sum.images) / seconds, accuracy});
    if (o.print)
      fmt::print("{}: loss {:.4f}, test accuracy {}, {} images/s, {}\n", label, sum.mean(), percent(accuracy),
                 with_commas(static_cast<std::int64_t>(training.epochs.back().images_per_second)),
                 duration(seconds));
    std::fflush(stdout);
  }
  return training;
}

}  // namespace tt::cli
