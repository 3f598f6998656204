// SPDX-License-Identifier: MIT
// Any bytes, given to the reader that their first ones ask for: whatever they are, there is a
// network, an array or a clear error, within the limits that scripts/fuzz.sh sets for time and
// memory. A network that loads and is small also computes and is reversed.
#include "data/csv.hpp"
#include "data/idx.hpp"
#include "data/npy.hpp"
#include "network/network.hpp"

#include <lucarne/error.hpp>

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace lucarne;

namespace {

// A file in memory, as the readers take a path.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* bytes, std::size_t size)
      : descriptor_(::memfd_create("input", MFD_CLOEXEC)) {
    for (std::size_t done = 0; done < size;) {
      const ssize_t written = ::write(descriptor_, bytes + done, size - done);
      if (written <= 0) std::abort();
      done += static_cast<std::size_t>(written);
    }
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

bool is_text(std::string_view bytes) {
  for (const char letter : bytes.substr(0, 8)) {
    if (letter != '\n' && (letter < ' ' || letter > '~')) return false;
  }
  return !bytes.empty();
}

void read_network(const std::string& path) {
  constexpr arma::uword most_elements = 20000;
  const std::unique_ptr<Network> network = load_onnx(path);
  arma::uword elements = 0;
  for (const Layer& layer : network->layers()) elements += n_elements(layer.shape);
  if (elements > most_elements) return;
  const std::unique_ptr<Pass> pass = network->start_pass();
  const arma::fmat inputs(n_elements(network->input_shape()), 2, arma::fill::value(0.5F));
  pass->forward(inputs);
  const arma::fmat& logits = pass->tensor(network->logits());
  const arma::fmat seed(arma::size(logits), arma::fill::ones);
  pass->gradient(network->logits(), seed, network->input_name());
}

void read(std::string_view bytes, const std::string& path) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\x93NUMPY"sv)) {
    read_npy(path).as_float();
  } else if (bytes.starts_with("PK"sv)) {
    for (const auto& [name, array] : read_npz(path)) array.as_float();
  } else if (bytes.starts_with("\0\0"sv) || bytes.starts_with("\x1f\x8b"sv)) {
    StoredArray array = open_idx(path);
    read_values(array, {});
  } else if (is_text(bytes)) {
    open_csv(path, "label", {})->read({});
  } else {
    read_network(path);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const MemoryFile file(bytes, size);
  try {
    read({reinterpret_cast<const char*>(bytes), size}, file.path());
  } catch (const Error&) {
    // What is refused in clear words is as it should be.
  }
  return 0;
}
