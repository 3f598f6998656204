// SPDX-License-Identifier: MIT
#include "network/windows/convolution_kernels.hpp"

#include <fmt/format.h>
#include <dnnl.hpp>

namespace lucarne {

std::string convolution_library() {
  const dnnl_version_t* version = dnnl_version();
  return fmt::format("oneDNN {}.{}.{}", version->major, version->minor, version->patch);
}

std::string convolution_instructions() {
  switch (dnnl::get_effective_cpu_isa()) {
    case dnnl::cpu_isa::sse41: return "SSE4.1";
    case dnnl::cpu_isa::avx: return "AVX";
    case dnnl::cpu_isa::avx2: return "AVX2";
    case dnnl::cpu_isa::avx2_vnni: return "AVX2 VNNI";
    default: return "AVX512";
  }
}

// AVX2 VNNI adds integer instructions alone: kernels of floats are those of AVX2.
bool convolutions_are_portable() {
  const dnnl::cpu_isa isa = dnnl::get_effective_cpu_isa();
  return isa == dnnl::cpu_isa::avx2 || isa == dnnl::cpu_isa::avx2_vnni;
}

}  // namespace lucarne
