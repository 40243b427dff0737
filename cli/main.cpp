// The program: finds the command and turns what goes wrong into one line.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <string_view>

#include "cli/commands.h"
#include "cli/lab_files.h"
#include "tinytensor/tensor/error.h"

// What is wrong with a command line, and where to look.
static std::string misunderstood(const CLI::App& app, int argc, char** argv, const CLI::ParseError& error) {
  const CLI::App* command = &app;  // the innermost that was understood
  std::string words = std::getenv("TT_CALLED") ? std::getenv("TT_CALLED") : "tt";
  int next = 1;
  for (; !command->get_subcommands().empty(); ++next) {
    command = command->get_subcommands()[0];
    words += " " + command->get_name();
  }
  const bool has_commands = !command->get_subcommands([](const CLI::App*) { return true; }).empty();
  std::string what = error.what();
  if (has_commands && next < argc && argv[next][0] != '-')
    what = fmt::format("there is no command \"{}\"", argv[next]);
  else if (dynamic_cast<const CLI::ExtrasError*>(&error))
    for (const std::string& word : command->remaining())
      if (word.starts_with('-')) what = fmt::format("there is no option {}", word);
  return what + ". Try: " + words + " --help";
}

// Exit status: 0 done, 1 a check failed, 2 could not do it.
int main(int argc, char** argv) {
  CLI::App app{"tinytensor: train a network, quantize it, and see what that costs.", "tt"};
  app.set_version_flag("--version", "tt " TT_VERSION);
  app.footer(
      "tt COMMAND --help explains it; tt COMMAND --mine runs on your own lab files. Start with: tt demo");
  tt::cli::add_demo(app);
  tt::cli::add_train(app);
  tt::cli::add_eval(app);
  tt::cli::add_quantize(app);
  tt::cli::add_tensor(app);
  tt::cli::add_sensitivity(app);
  tt::cli::add_plan(app);
  tt::cli::add_summary(app);
  tt::cli::add_profile(app);
  tt::cli::add_graph(app);
  tt::cli::add_bench(app);
  tt::cli::add_lab(app);
  tt::cli::add_grade(app);
  tt::cli::add_instructor(app);
  if (argc == 1) {
    fmt::print("{}", app.help());
    return 0;
  }
  try {
    if (std::any_of(argv + 1, argv + argc, [](const char* a) { return std::string_view(a) == "--mine"; }) &&
        std::string_view(argv[1]) != "lab")
      tt::cli::become_mine(argc, argv);
    app.parse(argc, argv);
    return 0;
  } catch (const CLI::CallForHelp& help) {
    return app.exit(help);
  } catch (const CLI::CallForVersion& version) {
    return app.exit(version);
  } catch (const CLI::CallForAllHelp& help) {
    return app.exit(help);
  } catch (const tt::cli::ExitStatus& exit) {
    return exit.status;
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "tt: {}\n", misunderstood(app, argc, argv, error));
  } catch (const tt::Error& error) {
    fmt::print(stderr, "tt: {}\n", error.what());
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "tt: out of memory\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "tt: {}\n", error.what());
  }
  return 2;
}
