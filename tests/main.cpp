#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <cstdlib>

// Catch's own main; with TT_QUICK in the environment, tests tagged [slow] are left out.
int main(int argc, char** argv) {
  Catch::Session session;
  const int status = session.applyCommandLine(argc, argv);
  if (status != 0) return status;
  if (std::getenv("TT_QUICK")) session.configData().testsOrTags.emplace_back("~[slow]");
  return session.run();
}
