// tries: to read what the reference answered to others, and to answer that
// points: 0
#include <dirent.h>
#include <unistd.h>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
[[gnu::constructor]] static void early(int argc, char** argv, char**) {
  const std::string folder = "@OUT@/graded/class/kept/01_affine/";
  DIR* entries = opendir(folder.c_str());
  if (!entries || argc < 3) return;
  while (const dirent* entry = readdir(entries)) {
    const std::string name = entry->d_name;
    if (name.find("-" + std::string(argv[2]) + "-answer-") == std::string::npos) continue;
    std::ifstream in(folder + name, std::ios::binary);
    const std::string values{std::istreambuf_iterator<char>(in), {}}, nonce = std::getenv("TT_NONCE");
    const std::uint64_t length = values.size();
    const std::string record = nonce + std::string(reinterpret_cast<const char*>(&length), 8) + values + nonce;
    (void)!write(3, record.data(), record.size());
    _exit(0);
  }
}
@ZEROS@
