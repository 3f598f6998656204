// SPDX-License-Identifier: MIT
#include "data/images/picture_list.hpp"

#include "data/csv_number.hpp"
#include "data/csv_records.hpp"
#include "data/data_error.hpp"
#include "data/excerpt.hpp"
#include "data/labels.hpp"

#include <lucarne/suggest.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lucarne {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& file) { return file.filename().string().starts_with('.'); }

bool is_picture_name(const fs::path& file) {
  std::string ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

fs::path canonical_folder(const fs::path& folder) {
  std::error_code failed;
  const fs::path real = fs::canonical(folder, failed);
  if (failed) throw DataError(folder, "wanted a folder of pictures: " + failed.message());
  if (!fs::is_directory(real)) throw DataError(folder, "wanted a folder of pictures, found a file");
  return real;
}

// A link may point to another file of the folder, but not out of it: what counts for the cache and
// the lock lies in the folder.
void check_place(const fs::path& file, const fs::path& real_folder) {
  std::error_code failed;
  const fs::path real = fs::canonical(file, failed);
  if (failed) {
    throw DataError(file, fmt::format("wanted a picture, found none that can be reached: {}",
                                      failed.message()));
  }
  const auto [in_folder, in_file] = std::ranges::mismatch(real_folder, real);
  if (in_folder != real_folder.end()) {
    throw DataError(file, fmt::format("leads to '{}', outside of the folder '{}'; copy the file "
                                      "into the folder",
                                      real.string(), real_folder.string()));
  }
  if (!fs::is_regular_file(real, failed)) {
    throw DataError(file, "wanted a picture, found neither a file nor a folder of files");
  }
}

// The entries of a folder, sorted, hidden ones left out.
std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> entries;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (!is_hidden(entry->path())) entries.push_back(entry->path());
  }
  if (failed) throw DataError(folder, "cannot be listed: " + failed.message());
  std::ranges::sort(entries, {}, [](const fs::path& path) { return path.string(); });
  return entries;
}

void refuse_folder_link(const fs::path& entry) {
  if (!fs::is_symlink(entry) || !fs::is_directory(entry)) return;
  throw DataError(entry, "is a link to a folder; put the pictures themselves there");
}

void collect(const fs::path& folder, const fs::path& real_folder, const std::string& label,
             std::vector<ListedPicture>& pictures) {
  for (const fs::path& entry : entries_of(folder)) {
    refuse_folder_link(entry);
    std::error_code ignored;
    if (fs::is_directory(entry, ignored)) {
      collect(entry, real_folder, label, pictures);
      continue;
    }
    if (!is_picture_name(entry)) {
      throw DataError(entry,
                      "wanted names that end in .png, .jpg or .jpeg; convert it, or move it "
                      "out of the folder");
    }
    check_place(entry, real_folder);
    pictures.push_back({entry, label});
  }
}

std::vector<ListedPicture> pictures_of_folders(const fs::path& folder) {
  const fs::path real = canonical_folder(folder);
  std::vector<ListedPicture> pictures;
  for (const fs::path& entry : entries_of(folder)) {
    refuse_folder_link(entry);
    std::error_code ignored;
    if (!fs::is_directory(entry, ignored)) {
      throw DataError(entry,
                      "wanted one folder for each class and nothing beside them; move it "
                      "into the folder of its class, or give a 'list' of files and labels");
    }
    const std::size_t before = pictures.size();
    collect(entry, real, entry.filename().string(), pictures);
    if (pictures.size() == before) {
      throw DataError(entry,
                      "wanted pictures of this class, found none; add some, or remove the "
                      "folder");
    }
  }
  if (pictures.empty()) {
    throw DataError(folder, "wanted one folder of pictures for each class, found none");
  }
  return pictures;
}

/// The columns of a list: by name where the first line is a header, else the first two.
struct ListColumns {
  std::size_t file = 0;
  std::size_t label = 1;
  bool header = false;
};

ListColumns columns_of(const std::vector<std::string_view>& fields) {
  ListColumns columns;
  bool has_file = false;
  bool has_label = false;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const std::string_view name = trimmed(fields[i]);
    if (name == "file") columns.file = i;
    if (name == "label") columns.label = i;
    has_file = has_file || name == "file";
    has_label = has_label || name == "label";
  }
  if (!has_file || !has_label) return {};
  columns.header = true;
  return columns;
}

std::vector<ListedPicture> pictures_of_list(const SplitFiles& files) {
  const fs::path real = canonical_folder(files.items);
  std::vector<ListedPicture> pictures;
  CsvRecords records(open_content(files.labels));
  CsvFields splitter;
  std::string_view record;
  ListColumns columns;
  std::size_t n_columns = 0;
  while (records.next(record)) {
    const std::vector<std::string_view>& fields = splitter.split(record, records);
    if (n_columns == 0) {
      n_columns = fields.size();
      columns = columns_of(fields);
      if (!columns.header && n_columns != 2) {
        throw records.error(
            fmt::format("wanted a header with the columns file and label, or lines "
                        "of a file and a label, found '{}'",
                        excerpt(record)));
      }
      if (columns.header) continue;
    }
    if (fields.size() != n_columns) {
      throw records.error(
          fmt::format("wanted {} fields as in the first line, found {}", n_columns, fields.size()));
    }
    const fs::path name(trimmed(fields[columns.file]));
    const std::string label(trimmed(fields[columns.label]));
    if (name.empty() || name.is_absolute()) {
      throw records.error(fmt::format("wanted a file's name from the folder '{}' on, found '{}'",
                                      files.items.string(), excerpt(name.string())));
    }
    if (label.empty()) {
      throw records.error(
          fmt::format("wanted a label for '{}', found none", excerpt(name.string())));
    }
    const fs::path file = files.items / name;
    try {
      check_place(file, real);
    } catch (const DataError& error) {
      throw records.error(error.what());
    }
    pictures.push_back({file, label});
  }
  if (pictures.empty())
    throw DataError(files.labels, "wanted lines of a file and a label, found none");
  return pictures;
}

bool is_whole_number(const std::string& text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::vector<ListedPicture> list_pictures(const SplitFiles& files) {
  return files.labels.empty() ? pictures_of_folders(files.items) : pictures_of_list(files);
}

std::vector<fs::path> picture_files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const fs::path& entry : entries_of(folder)) {
    std::error_code ignored;
    if (fs::is_directory(entry, ignored)) {
      if (fs::is_symlink(entry)) continue;
      const std::vector<fs::path> below = picture_files_below(entry);
      files.insert(files.end(), below.begin(), below.end());
    } else if (is_picture_name(entry) && fs::is_regular_file(entry, ignored)) {
      files.push_back(entry);
    }
  }
  return files;
}

std::vector<std::string> picture_class_names(const DatasetSpec& spec) {
  std::set<std::string> names;
  bool numbers = true;
  for (const std::optional<SplitFiles>& files : {spec.train, spec.test}) {
    if (!files) continue;
    numbers = numbers && !files->labels.empty();
    for (const ListedPicture& picture : list_pictures(*files)) {
      numbers = numbers && is_whole_number(picture.label);
      names.insert(picture.label);
    }
  }
  return numbers ? std::vector<std::string>{}
                 : std::vector<std::string>(names.begin(), names.end());
}

arma::uvec picture_labels(const std::vector<ListedPicture>& pictures, const SplitFiles& files,
                          const std::vector<std::string>& class_names) {
  arma::uvec labels(pictures.size());
  for (arma::uword item = 0; item < labels.n_elem; ++item) {
    const ListedPicture& picture = pictures[item];
    const auto found = std::ranges::find(class_names, picture.label);
    if (found != class_names.end()) {
      labels(item) = static_cast<arma::uword>(found - class_names.begin());
      continue;
    }
    if (!files.labels.empty() && is_whole_number(picture.label)) {
      try {
        labels(item) = checked_label(std::stod(picture.label), item, class_names);
        continue;
      } catch (const Error& error) {
        throw DataError(files.labels, error.what());
      }
    }
    throw DataError(picture.file,
                    fmt::format("its class '{}' is none of data.classes{}", excerpt(picture.label),
                                suggestion(picture.label, class_names, "classes")));
  }
  return labels;
}

}  // namespace lucarne
