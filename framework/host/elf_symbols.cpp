// SPDX-License-Identifier: MIT
#include "host/elf_symbols.hpp"

#include <cxxabi.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string_view>

namespace lucarne {
namespace {

struct OpenElf {
  explicit OpenElf(const std::filesystem::path& file)
      : descriptor(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    struct stat status {};
    if (descriptor < 0 || fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return;
    elf_version(EV_CURRENT);
    elf = elf_begin(descriptor, ELF_C_READ, nullptr);
  }
  ~OpenElf() {
    if (elf != nullptr) elf_end(elf);
    if (descriptor >= 0) close(descriptor);
  }
  OpenElf(const OpenElf&) = delete;
  OpenElf& operator=(const OpenElf&) = delete;

  int descriptor;
  Elf* elf = nullptr;
};

std::string readable(const char* name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(name, nullptr, nullptr, &status), std::free);
  std::string shown = text ? text.get() : name;
  const std::string_view spelt_out =
      "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >";
  for (std::size_t at = 0; (at = shown.find(spelt_out, at)) != std::string::npos;) {
    shown.replace(at, spelt_out.size(), "std::string");
  }
  return shown;
}

// The address that the program headers give to a byte of the file; 0 where they give none.
std::uint64_t address_of(Elf* elf, std::uint64_t offset) {
  std::size_t count = 0;
  if (elf_getphdrnum(elf, &count) != 0) return 0;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr header;
    if (gelf_getphdr(elf, static_cast<int>(i), &header) == nullptr) continue;
    if (header.p_type != PT_LOAD || offset < header.p_offset) continue;
    if (offset - header.p_offset < header.p_filesz) {
      return header.p_vaddr + (offset - header.p_offset);
    }
  }
  return 0;
}

std::string function_in(Elf* elf, Elf_Scn* section, std::uint64_t address) {
  GElf_Shdr header;
  if (gelf_getshdr(section, &header) == nullptr) return {};
  if (header.sh_type != SHT_SYMTAB && header.sh_type != SHT_DYNSYM) return {};
  if (header.sh_entsize == 0) return {};
  Elf_Data* const table = elf_getdata(section, nullptr);
  for (std::uint64_t i = 0; table != nullptr && i < header.sh_size / header.sh_entsize; ++i) {
    GElf_Sym symbol;
    if (gelf_getsym(table, static_cast<int>(i), &symbol) == nullptr) break;
    if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || address < symbol.st_value) continue;
    if (address - symbol.st_value >= symbol.st_size) continue;
    const char* const name = elf_strptr(elf, header.sh_link, symbol.st_name);
    return name == nullptr ? std::string() : readable(name);
  }
  return {};
}

}  // namespace

std::string function_at(const std::filesystem::path& file, std::uint64_t offset) {
  const OpenElf opened(file);
  if (opened.elf == nullptr || elf_kind(opened.elf) != ELF_K_ELF) return {};
  const std::uint64_t address = address_of(opened.elf, offset);
  if (address == 0) return {};
  for (Elf_Scn* section = elf_nextscn(opened.elf, nullptr); section != nullptr;
       section = elf_nextscn(opened.elf, section)) {
    std::string name = function_in(opened.elf, section, address);
    if (!name.empty()) return name;
  }
  return {};
}

}  // namespace lucarne
