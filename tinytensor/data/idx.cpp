#include "tinytensor/data/idx.h"

#include <filesystem>
#include <limits>

#include "tinytensor/io/byte_stream.h"
#include "tinytensor/io/file.h"
#include "tinytensor/tensor/error.h"

namespace tt::data {

namespace {

std::uint32_t read_big_endian(io::ByteStream& stream) {
  std::uint32_t value = 0;
  for (std::uint8_t byte : stream.read(4)) value = value << 8 | byte;
  return value;
}

std::string find(const std::string& directory, const std::string& part, int rank) {
  const std::string kind = "idx" + std::to_string(rank) + "-ubyte",
                    folder = directory.empty() ? "." : directory;
  for (const std::string& name :
       {part + "-" + kind, part + "-" + kind + ".gz", part + "." + kind, part + "." + kind + ".gz"})
    if (std::filesystem::exists(folder + "/" + name)) return folder + "/" + name;
  throw IoError("mnist: " + folder + " has no " + part + "-" + kind +
                " (or .gz). The four files of MNIST belong there.");
}

Dataset load_part(const std::string& directory, const std::string& part) {
  const std::string images_path = find(directory, part + "-images", 3),
                    labels_path = find(directory, part + "-labels", 1);
  Idx images = read_idx(images_path, 3), labels = read_idx(labels_path, 1);
  if (images.dims[0] != labels.dims[0])
    throw IoError("mnist: " + images_path + " has " + std::to_string(images.dims[0]) + " images, " +
                  labels_path + " " + std::to_string(labels.dims[0]) + " labels");
  for (std::uint8_t label : labels.bytes)
    if (label > 9)
      throw IoError("mnist: " + labels_path + ": label " + std::to_string(label) + " is not a digit");
  return Dataset("mnist", {images.dims[1], images.dims[2], 1}, std::move(images.bytes),
                 {labels.bytes.begin(), labels.bytes.end()}, 10);
}

}  // namespace

Idx parse_idx(std::span<const std::byte> file, int rank, const std::string& name) {
  constexpr std::uint32_t unsigned_bytes = 0x08;
  io::ByteStream stream("idx: " + name, file, io::detect_compression(file));
  const std::uint32_t magic = read_big_endian(stream),
                      expected = unsigned_bytes << 8 | static_cast<std::uint32_t>(rank);
  if (magic != expected)
    throw IoError("idx: " + name + ": the file begins with " + std::to_string(magic) + ", not " +
                  std::to_string(expected) + ": " + (rank == 1 ? "not labels" : "not images"));
  Idx idx;
  std::int64_t count = 1;
  for (int axis = 0; axis < rank; ++axis) {
    const std::uint32_t size = read_big_endian(stream);
    if (size > std::numeric_limits<int>::max() || __builtin_mul_overflow(count, std::int64_t{size}, &count))
      throw IoError("idx: " + name + ": axis " + std::to_string(axis) + " claims " + std::to_string(size) +
                    " entries");
    idx.dims.push_back(static_cast<int>(size));
  }
  idx.bytes = stream.read(count);
  stream.finish();
  return idx;
}

Idx read_idx(const std::string& path, int rank) {
  const io::MappedFile file(path);
  return parse_idx(file.bytes(), rank, path);
}

Split load_mnist(const std::string& directory) {
  return {load_part(directory, "train"), load_part(directory, "t10k")};
}

}  // namespace tt::data
