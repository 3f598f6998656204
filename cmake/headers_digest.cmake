# SPDX-License-Identifier: MIT

# lucarne_headers_digest(FOLDER GENERATED RECORD): digests of what FOLDER/*.hpp declare. Comments and
# layout do not count. The digest of all goes into the header GENERATED, from where it becomes a
# field of the ABI fingerprint; one line per header goes into the file RECORD, which tests/sdk
# compares with the recorded API. Both are written when CMake runs, which it does again when a
# header has changed.
function(lucarne_headers_digest folder generated record)
  file(GLOB headers CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*.hpp)
  list(SORT headers)
  set(lines "")
  foreach(header ${headers})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/${header})
    file(READ ${folder}/${header} text)
    string(REGEX REPLACE "//[^\n]*" "" text "${text}")
    string(REGEX REPLACE "[ \t\r\n\\]+" " " text "${text}")
    string(SHA256 digest "${text}")
    string(SUBSTRING ${digest} 0 16 digest)
    string(APPEND lines "${digest}  ${header}\n")
  endforeach()
  string(SHA256 digest "${lines}")
  string(SUBSTRING ${digest} 0 16 digest)
  file(CONFIGURE OUTPUT ${record} CONTENT "${lines}" @ONLY)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT "// SPDX-License-Identifier: MIT
#pragma once

/// Digest of what the SDK's headers declare, written by the build.
#define LUCARNE_HEADERS_DIGEST \"${digest}\"
")
endfunction()
