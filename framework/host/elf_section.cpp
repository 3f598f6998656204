// SPDX-License-Identifier: MIT
#include "host/plugin.hpp"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lucarne {
namespace {

// File descriptor and ELF handle, closed in that order's reverse.
struct ElfFile {
  explicit ElfFile(const std::filesystem::path& file)
      : descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor < 0) throw PluginRefused(file, std::string("cannot read: ") + strerror(errno));
    elf_version(EV_CURRENT);
    elf = elf_begin(descriptor, ELF_C_READ, nullptr);
  }
  ~ElfFile() {
    if (elf != nullptr) elf_end(elf);
    close(descriptor);
  }
  ElfFile(const ElfFile&) = delete;
  ElfFile& operator=(const ElfFile&) = delete;

  int descriptor;
  Elf* elf = nullptr;
};

}  // namespace

std::string elf_section(const std::filesystem::path& file, const std::string& section) {
  const ElfFile opened(file);
  GElf_Ehdr header;
  std::size_t names = 0;
  const bool shared_library = opened.elf != nullptr && elf_kind(opened.elf) == ELF_K_ELF &&
                              gelf_getehdr(opened.elf, &header) != nullptr &&
                              header.e_type == ET_DYN && elf_getshdrstrndx(opened.elf, &names) == 0;
  if (!shared_library) {
    throw PluginRefused(file,
                        "is no ELF shared library; build plugins with LUCARNE_PLUGIN and -shared");
  }
  for (Elf_Scn* scn = elf_nextscn(opened.elf, nullptr); scn != nullptr;
       scn = elf_nextscn(opened.elf, scn)) {
    GElf_Shdr section_header;
    if (gelf_getshdr(scn, &section_header) == nullptr) continue;
    const char* name = elf_strptr(opened.elf, names, section_header.sh_name);
    if (name == nullptr || section != name) continue;
    const Elf_Data* content = elf_rawdata(scn, nullptr);
    if (content == nullptr || content->d_buf == nullptr) return {};
    return {static_cast<const char*>(content->d_buf), content->d_size};
  }
  return {};
}

}  // namespace lucarne
